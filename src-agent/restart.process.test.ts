import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './testing/agent-process.ts'
import { makeBundle, TOKEN } from './testing/control-center.ts'
import { agentTest, RUN } from './testing/fixture.ts'
import { isAlive } from './testing/is-alive.ts'

agentTest.concurrent('goes on waiting for the same approval after kill -9, and acts once', async ({ f, expect }) => {
  f.center.settings.judge = () => 'ask'
  f.center.settings.script = [
    { text: 'Let me.', calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
    { text: 'Done.' },
  ]
  f.center.settings.owed = [{ run: RUN, task: 'Do it.' }]
  await f.started()
  await until(() => f.center.seen.reports.some(({ state }) => state === 'waiting'), 'a waiting report')
  await f.agent.end('SIGKILL')
  const [id] = [...f.center.approvals.keys()]
  f.center.answer(id ?? '', 'approved')
  await f.started()
  expect(await f.ended()).toMatchObject({ state: 'succeeded', steps: 2 })
  expect(readFileSync(path.join(f.agent.workspace, 'a.txt'), 'utf8')).toBe('a')
  expect(f.center.approvals.size).toBe(1)
  expect(f.center.seen.decides.map(({ approvalId }) => approvalId)).toEqual([undefined, id])
  expect(f.center.seen.results).toHaveLength(1)
  // The model was not asked for the first step again.
  expect(f.center.seen.models).toHaveLength(2)
  expect(f.center.seen.turns.map(({ index }) => index)).toEqual([0, 1, 2, 3])
})

agentTest.concurrent(
  'never repeats a side effect that kill -9 interrupted; says that nobody knows',
  async ({ f, expect }) => {
    const script = `require('fs').appendFileSync('ran', 'x' + process.pid); setTimeout(() => {}, 30000)`
    f.center.settings.script = [
      { calls: [{ tool: 'exec', args: { program: process.execPath, args: ['-e', script] } }] },
      { text: 'I see.' },
    ]
    f.center.settings.owed = [{ run: RUN, task: 'Do it.' }]
    await f.started()
    const ran = path.join(f.agent.workspace, 'ran')
    await until(() => existsSync(ran) && /^x\d+$/.test(readFileSync(ran, 'utf8')), 'the program')
    await f.agent.end('SIGKILL')
    await f.started()
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(readFileSync(ran, 'utf8')).toMatch(/^x\d+$/)
    // Nor does the program of the killed agent live on.
    expect(isAlive(Number(readFileSync(ran, 'utf8').slice(1)))).toBe(false)
    expect(f.center.seen.results).toMatchObject([
      { outcome: 'error', output: expect.stringContaining('restarted while this call ran') },
    ])
  },
)

agentTest.concurrent('stops on SIGTERM with its state on disk, and resumes', async ({ f, expect }) => {
  f.center.settings.script = [
    { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
    { text: 'Hm', hang: true },
  ]
  f.center.settings.owed = [{ run: RUN, task: 'Do it.' }]
  await f.started()
  await until(() => f.center.seen.models.length === 2, 'the second step')
  expect(await f.agent.end('SIGTERM')).toBe(0)
  expect(f.center.seen.reports.map(({ state }) => state)).toEqual(['running'])
  expect(f.center.seen.events.at(-1)?.type).toBe('session_end')
  f.center.settings.script = [{}, { text: 'Done.' }]
  await f.started()
  expect(await f.ended()).toMatchObject({ state: 'succeeded', steps: 2 })
  expect(f.center.seen.results).toHaveLength(1)
})

agentTest.concurrent('drops a run that is no longer owed, and takes up one it has lost', async ({ f, expect }) => {
  f.center.settings.judge = () => 'ask'
  f.center.settings.script = [{ calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] }, { text: 'Done.' }]
  await f.started()
  await f.give()
  await until(() => f.center.approvals.size === 1, 'an approval')
  await f.agent.end('SIGKILL')
  f.center.settings.judge = () => 'allow'
  f.center.settings.owed = [{ run: 'run_0000000002', task: 'Another.' }]
  await f.started()
  expect(await f.ended('run_0000000002')).toMatchObject({ state: 'succeeded' })
  expect(await f.ended(RUN)).toMatchObject({ state: 'cancelled' })
})

agentTest.concurrent(
  'keeps records on disk while nobody takes them, over kill -9, and delivers each once and in order',
  async ({ f, expect }) => {
    const calls = Array.from({ length: 3 }, (_, i) => ({
      calls: [{ tool: 'write', args: { path: `${i}.txt`, content: String(i) } }],
    }))
    f.center.settings.script = [...calls, { text: 'Done.' }]
    // The control center decides and serves the model, but takes no records.
    f.center.settings.takesRecords = false
    await f.started()
    await f.give()
    await until(() => existsSync(path.join(f.agent.workspace, '2.txt')), 'the work')
    await until(() => (f.center.seen.beats.at(-1)?.spooled ?? 0) > 10, 'records that wait')
    await f.agent.end('SIGKILL')
    f.center.settings.owed = [{ run: RUN, task: 'Do it.' }]
    await f.started()
    expect(f.center.seen.turns).toEqual([])
    f.center.settings.takesRecords = true
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(f.center.seen.turns.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(f.center.seen.results.map(({ args }) => args['path'])).toEqual(['0.txt', '1.txt', '2.txt'])
  },
)

agentTest.concurrent(
  'waits while the control center is away, in any phase, and goes on by itself',
  async ({ f, expect }) => {
    f.center.settings.judge = () => 'ask'
    f.center.settings.script = [
      { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
      { text: 'Done.' },
    ]
    await f.started()
    await f.give()
    await until(() => f.center.seen.reports.some(({ state }) => state === 'waiting'), 'a waiting report')
    await f.center.down()
    await sleep(300)
    for (const id of f.center.approvals.keys()) f.center.answer(id, 'approved')
    await f.center.up()
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(f.center.seen.results).toHaveLength(1)
  },
)

agentTest.concurrent(
  'never goes back to a lower config, and keeps the last good one over a restart',
  async ({ f, expect }) => {
    f.center.settings.bundle = makeBundle(5)
    await f.started()
    expect(await f.agent.end('SIGTERM')).toBe(0)
    f.center.settings.bundle = makeBundle(4)
    await f.started()
    await until(() => /a lower revision was refused/.test(f.agent.output()), 'the refusal')
    expect(f.center.seen.beats.at(-1)?.rev).toBe(5)
  },
)

agentTest.concurrent(
  'keeps the last good config when another does not have the hash it names',
  async ({ f, expect }) => {
    await f.started()
    const { sha256 } = f.center.settings.bundle
    f.center.settings.bundle = { ...makeBundle(2), sha256 }
    await until(() => /not the one its hash names/.test(f.agent.output()), 'the refusal', 40_000)
    const beats = f.center.seen.beats.length
    await until(() => f.center.seen.beats.length > beats + 1, 'another heartbeat')
    expect(f.center.seen.beats.at(-1)?.rev).toBe(1)
    f.center.settings.bundle = makeBundle(3)
    await until(() => f.center.seen.beats.at(-1)?.rev === 3, 'the good one', 20_000)
  },
)

agentTest.concurrent('reads its token again when the file changes', async ({ f, expect }) => {
  await f.started()
  f.center.settings.publicKey = null
  f.center.settings.token = 'renewed'
  const beats = f.center.seen.beats.length
  writeFileSync(path.join(f.agent.home, 'token'), 'renewed', { mode: 0o600 })
  await until(() => f.center.seen.beats.length > beats, 'a heartbeat with the new token')
  const call = (token: string): Promise<Response> =>
    f.agent.call('/v1/runs/x/events', { headers: { authorization: `Bearer ${token}` } })
  expect([(await call(TOKEN)).status, (await call('renewed')).status]).toEqual([401, 404])
})

agentTest.concurrent(
  'comes through kill -9 at any instant: every step once, in order, each with a result',
  async ({ f, expect }) => {
    const steps = 12
    f.center.settings.bundle = makeBundle(1, { maxSteps: 50, stepsWithoutProgress: 50 })
    f.center.settings.script = [
      ...Array.from({ length: steps }, (_, step) => ({
        text: `Step ${step}.`,
        calls: [{ tool: 'exec', args: { program: '/bin/sh', args: ['-c', `echo ${step} >> log; sleep 0.05`] } }],
      })),
      { text: 'Done.' },
    ]
    f.center.settings.owed = [{ run: RUN, task: 'Do it.' }]
    const isOver = () => f.center.seen.reports.some(({ state }) => state === 'succeeded')
    let kills = 0
    for (; kills < 10 && !isOver(); kills += 1) {
      await f.agent.start()
      await sleep(50 + Math.random() * 250)
      await f.agent.end('SIGKILL')
    }
    await f.agent.start()
    expect(await f.ended()).toMatchObject({ state: 'succeeded', steps: steps + 1 })
    expect(kills).toBeGreaterThan(2)
    expect(f.center.seen.turns.map(({ index }) => index)).toEqual(
      Array.from({ length: 2 * steps + 2 }, (_, index) => index),
    )
    expect(f.center.seen.results).toHaveLength(steps)
    // At most once each; missing only where the model was told that nobody knows.
    const done = readFileSync(path.join(f.agent.workspace, 'log'), 'utf8').trim().split('\n').map(Number)
    expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b))
    const unknown = f.center.seen.results.flatMap(({ outcome, output }, step) =>
      outcome === 'error' && output.includes('restarted') ? [step] : [],
    )
    expect(
      Array.from({ length: steps }, (_, step) => step).filter(
        (step) => !done.includes(step) && !unknown.includes(step),
      ),
    ).toEqual([])
  },
)

agentTest.concurrent('spools the end of a run that a crash caught between state and spool', async ({ f, expect }) => {
  f.center.settings.script = [{ text: 'Done.' }]
  await f.started()
  await f.give()
  await f.ended()
  await f.agent.end('SIGTERM')
  const file = path.join(f.agent.home, 'state', 'runs', `${RUN}.json`)
  const state: { outbox: unknown[] } = JSON.parse(readFileSync(file, 'utf8'))
  expect(state.outbox).toEqual([])
  const body = {
    key: 'caught.1',
    at: '2026-01-01T00:00:00.000Z',
    run: RUN,
    type: 'warning',
    message: 'caught',
    data: {},
  }
  writeFileSync(file, JSON.stringify({ ...state, outbox: [{ kind: 'event', key: body.key, body }] }))
  await f.started()
  await until(() => f.center.seen.events.some(({ key }) => key === 'caught.1'), 'the caught record')
  await f.agent.end('SIGTERM')
  await f.started()
  await f.agent.end('SIGTERM')
  expect(f.center.seen.repeated).toEqual([])
})
