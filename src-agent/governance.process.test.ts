import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './testing/agent-process.ts'
import { agentTest, RUN } from './testing/fixture.ts'
import { isAlive } from './testing/is-alive.ts'

agentTest.concurrent('ends a run as stopped when the budget refuses the model', async ({ f, expect }) => {
  f.center.settings.script = [
    { calls: [{ tool: 'list', args: { path: '.' } }] },
    { refuse: { status: 402, code: 'budget_exceeded', detail: 'The daily budget of 1 USD is used up.' } },
  ]
  await f.started()
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'stopped', reason: 'The daily budget of 1 USD is used up.', steps: 1 })
})

agentTest.concurrent('waits when the model is overloaded or away, and says so', async ({ f, expect }) => {
  let refusals = 0
  const answers = [
    { refuse: { status: 429, code: 'rate_limited', detail: 'Too many.' } },
    { refuse: { status: 503, code: 'vault_locked', detail: 'The vault is locked.' } },
    { text: 'Ha', breakOff: true },
    { text: 'Done.' },
  ] as const
  Object.defineProperty(f.center.settings.script, 0, { get: () => answers[Math.min(refusals++, 3)] })
  await f.started()
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'succeeded' })
  expect(f.center.seen.reports.filter(({ state }) => state === 'waiting').map(({ reason }) => reason)).toEqual([
    'Waiting for the model: Too many.',
    'Waiting for the model: The vault is locked.',
  ])
  expect(f.center.seen.turns.at(-1)?.text).toBe('Done.')
})

agentTest.concurrent('cancels a run and everything its program started', async ({ f, expect }) => {
  const child = `require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { detached: true, stdio: 'ignore' })`
  const program = `const c = ${child}; require('fs').writeFileSync('pids', process.pid + ' ' + c.pid); setTimeout(() => {}, 60000)`
  f.center.settings.script = [{ calls: [{ tool: 'exec', args: { program: process.execPath, args: ['-e', program] } }] }]
  await f.started()
  await f.give()
  const file = path.join(f.agent.workspace, 'pids')
  const pids = await until(
    () =>
      existsSync(file) &&
      /^\d+ \d+$/.test(readFileSync(file, 'utf8')) &&
      readFileSync(file, 'utf8').split(' ').map(Number),
    'the program',
  )
  f.center.settings.commands.push({ kind: 'cancel-run', run: RUN })
  expect(await f.ended()).toMatchObject({ state: 'cancelled' })
  expect(f.center.seen.results).toMatchObject([{ tool: 'exec', outcome: 'cancelled' }])
  await until(() => pids.every((pid) => !isAlive(pid)), 'the end of both processes')
})

agentTest.concurrent(
  'freezes side effects, and only those, when heartbeats are not answered',
  async ({ f, expect }) => {
    f.center.settings.script = [
      { calls: [{ tool: 'list', args: { path: '.' } }] },
      { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
      { text: 'Done.' },
    ]
    await f.started()
    f.center.settings.deafToHeartbeats = true
    await sleep(3_600)
    await f.give()
    await until(
      () =>
        f.center.seen.reports.some(({ state, reason }) => state === 'waiting' && reason.includes('No heartbeat reply')),
      'the freeze',
    )
    expect(f.center.seen.results.map(({ tool }) => tool)).toEqual(['list'])
    expect(existsSync(path.join(f.agent.workspace, 'a.txt'))).toBe(false)
    f.center.settings.deafToHeartbeats = false
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(existsSync(path.join(f.agent.workspace, 'a.txt'))).toBe(true)
  },
)

agentTest.concurrent('obeys pause, resume and stop', async ({ f, expect }) => {
  f.center.settings.script = [{ text: 'Done.' }]
  await f.started()
  f.center.settings.commands.push({ kind: 'pause', reason: 'lunch' })
  await until(() => f.center.settings.commands.length === 0, 'the command taken')
  await until(() => /"command":"pause"/.test(f.agent.output()), 'the command obeyed')
  await f.give()
  await until(() => f.center.seen.reports.some(({ reason }) => reason === 'Paused: lunch'), 'a waiting report')
  await sleep(400)
  expect(f.center.seen.models).toEqual([])
  f.center.settings.commands.push({ kind: 'resume' })
  expect(await f.ended()).toMatchObject({ state: 'succeeded' })
  f.center.settings.commands.push({ kind: 'stop', reason: 'closing time' })
  expect(await f.agent.ended()).toBe(0)
})
