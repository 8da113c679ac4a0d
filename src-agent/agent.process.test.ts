import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { until } from './testing/agent-process.ts'
import { makeBundle } from './testing/control-center.ts'
import { agentTest } from './testing/fixture.ts'

agentTest.concurrent(
  'does a task: asks before each tool, acts on allow, tells the model of a denial, reports all of it',
  async ({ f, expect }) => {
    f.center.settings.judge = ({ tool }) => (tool === 'exec' ? 'deny' : 'allow')
    f.center.settings.script = [
      {
        text: 'I will write.',
        calls: [
          { tool: 'write', args: { path: 'notes/hello.txt', content: 'Hello' } },
          { tool: 'exec', args: { program: 'touch', args: ['never'] } },
        ],
      },
      { calls: [{ tool: 'read', args: { path: 'notes/hello.txt' } }] },
      { text: 'Done.' },
    ]
    await f.started()
    const begun = new Date().toISOString()
    await f.give('Write hello.')
    expect(await f.ended()).toMatchObject({ state: 'succeeded', steps: 3 })
    expect(readFileSync(path.join(f.agent.workspace, 'notes/hello.txt'), 'utf8')).toBe('Hello')
    expect(existsSync(path.join(f.agent.workspace, 'never'))).toBe(false)
    expect(f.center.seen.decides.map(({ tool }) => tool)).toEqual(['write', 'exec', 'read'])
    expect(f.center.seen.results.map(({ tool, outcome, output }) => [tool, outcome, output])).toEqual([
      ['write', 'ok', 'Wrote 5 bytes to notes/hello.txt.'],
      ['read', 'ok', 'Hello'],
    ])
    const done = f.center.seen.events.filter(({ type }) => type === 'tool_call_end')
    expect(done.map(({ message }) => message)).toEqual(['wrote notes/hello.txt', 'read notes/hello.txt'])
    const times = [begun, ...f.center.seen.results.map(({ startedAt }) => startedAt ?? ''), new Date().toISOString()]
    expect(times).toEqual(times.toSorted())
    expect(f.center.seen.turns.map(({ index, role, text }) => [index, role, text])).toEqual([
      [0, 'user', 'Write hello.'],
      [1, 'assistant', 'I will write.'],
      [2, 'tool', 'Wrote 5 bytes to notes/hello.txt.'],
      [3, 'tool', 'Denied: the profile says no'],
      [4, 'assistant', ''],
      [5, 'tool', 'Hello'],
      [6, 'assistant', 'Done.'],
    ])
    expect(JSON.stringify(f.center.seen.models[1]?.messages)).toContain('Denied: the profile says no')
    expect(f.center.seen.models[0]?.tools?.map((tool) => tool.function.name)).toContain('web_fetch')
    expect(f.center.seen.repeated).toEqual([])
  },
)

agentTest.concurrent(
  'waits for a person and acts only after the yes, with the approval named',
  async ({ f, expect }) => {
    f.center.settings.judge = () => 'ask'
    f.center.settings.script = [
      { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
      { text: 'Done.' },
    ]
    await f.started()
    await f.give()
    const [id] = await until(
      () => [...f.center.approvals.keys()].length === 1 && [...f.center.approvals.keys()],
      'an approval',
    )
    await until(() => f.center.seen.reports.some(({ state }) => state === 'waiting'), 'a waiting report')
    expect(existsSync(path.join(f.agent.workspace, 'a.txt'))).toBe(false)
    f.center.answer(id ?? '', 'approved')
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(readFileSync(path.join(f.agent.workspace, 'a.txt'), 'utf8')).toBe('a')
    expect(f.center.seen.decides.map(({ approvalId }) => approvalId)).toEqual([undefined, id])
  },
)

agentTest.concurrent.for(['denied', 'expired', 'withdrawn'] as const)(
  'does not act when the approval is %s',
  async (state, { f, expect }) => {
    f.center.settings.judge = () => 'ask'
    f.center.settings.script = [
      { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
      { text: 'I could not.' },
    ]
    await f.started()
    await f.give()
    const [id] = await until(
      () => [...f.center.approvals.keys()].length === 1 && [...f.center.approvals.keys()],
      'an approval',
    )
    f.center.answer(id ?? '', state, 'not today')
    await f.ended()
    expect(existsSync(path.join(f.agent.workspace, 'a.txt'))).toBe(false)
    expect(f.center.seen.turns.find(({ role }) => role === 'tool')?.text).toBe(
      `Denied: The approval was ${state}: not today`,
    )
  },
)

agentTest.concurrent('answers a call it cannot carry out without asking, and goes on', async ({ f, expect }) => {
  f.center.settings.script = [
    {
      calls: [
        { tool: 'fly', args: {} },
        { tool: 'write', args: { path: 'a.txt', content: 5 } },
        { tool: 'write', args: '{"path": broken' },
      ],
    },
    { text: 'Done.' },
  ]
  await f.started()
  await f.give()
  await f.ended()
  expect(f.center.seen.decides).toEqual([])
  expect(f.center.seen.turns.filter(({ role }) => role === 'tool').map(({ text }) => text)).toEqual([
    'Not possible: there is no tool named "fly"',
    expect.stringContaining('content'),
    expect.stringContaining('not a JSON object'),
  ])
})

agentTest.concurrent('ends a run at its steps, and one that brings nothing new', async ({ f, expect }) => {
  f.center.settings.script = Array.from({ length: 20 }, (_, step) => ({
    calls: [{ tool: 'write', args: { path: `${step}.txt`, content: 'x' } }],
  }))
  f.center.settings.bundle = makeBundle(1, { maxSteps: 3 })
  await f.started()
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'stopped', steps: 3, reason: expect.stringContaining('3 steps') })

  f.center.settings.bundle = makeBundle(2, { maxSteps: 20, stepsWithoutProgress: 2 })
  f.center.settings.script = Array.from({ length: 20 }, () => ({ calls: [{ tool: 'list', args: { path: '.' } }] }))
  await until(() => f.center.seen.beats.at(-1)?.rev === 2, 'the new config')
  await f.give('again', 'run_0000000002')
  // The first listing is new; the second and third are the same.
  expect(await f.ended('run_0000000002')).toMatchObject({
    state: 'stopped',
    steps: 3,
    reason: expect.stringContaining('nothing new'),
  })
})

agentTest.concurrent('ends a run at its seconds, in the middle of an answer', async ({ f, expect }) => {
  f.center.settings.bundle = makeBundle(1, { runSeconds: 1 })
  f.center.settings.script = [{ text: 'I think', hang: true }]
  await f.started()
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'stopped', reason: expect.stringContaining('1 seconds') })
})

agentTest.concurrent('fetches through the control center and never itself', async ({ f, expect }) => {
  f.center.settings.script = [
    { calls: [{ tool: 'web_fetch', args: { url: 'http://example.test/a' } }] },
    { text: 'Done.' },
  ]
  await f.started()
  await f.give()
  await f.ended()
  expect(f.center.seen.fetches).toEqual(['http://example.test/a'])
  expect(f.center.seen.results[0]?.output).toContain('page text')
})

agentTest.concurrent('reports output that no database takes as escaped text', async ({ f, expect }) => {
  const program = String.raw`process.stdout.write('a\0b')`
  f.center.settings.script = [
    { calls: [{ tool: 'exec', args: { program: process.execPath, args: ['-e', program] } }] },
    { text: 'Nul \u0000 and \ud800 end.' },
  ]
  await f.started()
  await f.give()
  await f.ended()
  expect(f.center.seen.results[0]?.output).toBe('Exit code 0.\na\\u0000b')
  expect(f.center.seen.turns.at(-1)?.text).toBe('Nul \\u0000 and \\ud800 end.')
})

agentTest.concurrent('writes the largest content the contract allows', async ({ f, expect }) => {
  const content = '"\u00e4'.repeat(500_000)
  f.center.settings.script = [{ calls: [{ tool: 'write', args: { path: 'big', content } }] }, { text: 'Done.' }]
  await f.started()
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'succeeded' })
  expect(readFileSync(path.join(f.agent.workspace, 'big'), 'utf8')).toHaveLength(1_000_000)
})
