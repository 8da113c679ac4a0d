import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RolloutRequest } from '../../adapter.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { execIn } from './testing/exec-in.ts'
import { startRealControl } from './testing/real-control.ts'

let bench: DockerBench
let real: Awaited<ReturnType<typeof startRealControl>>
beforeAll(async () => {
  bench = await openBench({ bundle: 'real' })
  real = await startRealControl(await bench.target.listenHost({ kind: 'docker', host: null }))
})
afterAll(async () => {
  await bench.close()
  await real.close()
})

function order(request: RolloutRequest, control = real): RolloutRequest {
  return {
    ...request,
    credentials: () => Promise.resolve({ token: control.tokenOf(request.instance.id), key: 'no key' }),
    runtime: () => Promise.resolve(control.address),
  }
}

test('the reference agent works in its container, and a run that waits for an approval outlives a redeployment', async () => {
  const { control } = real
  const ref = bench.ref()
  const first = order(bench.request(ref, 1))
  real.setActive(first.instance.id)
  await bench.run('deploy', first)

  control.settings.script = [
    { calls: [{ tool: 'exec', args: { program: 'sh', args: ['-c', 'echo once >> log.txt; cat log.txt'] } }] },
    { calls: [{ tool: 'write', args: { path: 'done.txt', content: 'it is done' } }] },
    { text: 'All is written.' },
  ]
  control.settings.judge = () => 'ask'
  const work = { run: 'run_0000000001', task: 'Write two files.' }
  control.settings.owed = [work]
  const given = await bench.target.connect(ref, first.instance.id)('/v1/runs', {
    method: 'POST',
    // The target adds the instance's token.
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(work),
  })
  expect(given.status).toBe(202)
  const waiting = () => [...control.approvals].filter(([, { state }]) => state === 'waiting').map(([id]) => id)
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1)

  const second = order(bench.request(ref, 2, { previous: first.instance }))
  const journal = await bench.run('deploy', second)
  expect(journal.results).toMatchObject({ create: { trial: true }, handover: { paused: true } })
  real.setActive(second.instance.id)
  control.answer(waiting()[0] ?? '', 'approved')
  await expect.poll(waiting, { timeout: 10_000 }).toHaveLength(1)
  control.answer(waiting()[0] ?? '', 'approved')
  await expect.poll(() => control.seen.reports.map(({ state }) => state), { timeout: 10_000 }).toContain('succeeded')

  expect(control.seen.results.map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
  const found = await execIn(bench.docker, `control-${ref.agent}-g2-active`, [
    'sh',
    '-c',
    'cd /data/workspace && cat log.txt done.txt',
  ])
  expect(found.stdout, 'each tool acted once').toBe('once\nit is done')
  expect(control.seen.violations).toEqual([])
  const inspected = JSON.stringify(await bench.docker.getContainer(`control-${ref.agent}-g2-active`).inspect())
  expect(inspected).not.toContain('token-of-')
})

test('a tool leaves nothing behind in the container, however well it hides', async () => {
  const own = await startRealControl(await bench.target.listenHost({ kind: 'docker', host: null }))
  const { control } = own
  const ref = bench.ref()
  const only = order(bench.request(ref, 1), own)
  own.setActive(only.instance.id)
  await bench.run('deploy', only)
  const hidden = `const { spawn } = require('child_process')
    const child = spawn('/bin/sleep', ['4321'], { detached: true, env: {}, stdio: 'ignore' })
    child.once('spawn', () => { console.log('begun'); process.exit(0) })`
  control.settings.script = [
    { calls: [{ tool: 'exec', args: { program: 'node', args: ['-e', hidden] } }] },
    { text: 'It runs.' },
  ]
  control.settings.judge = () => 'allow'
  const work = { run: 'run_0000000002', task: 'Start something that stays.' }
  control.settings.owed = [work]
  const given = await bench.target.connect(ref, only.instance.id)('/v1/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(work),
  })
  expect(given.status).toBe(202)
  await expect
    .poll(() => control.seen.results, { timeout: 10_000 })
    .toMatchObject([{ outcome: 'ok', output: expect.stringContaining('begun') }])
  const { stdout } = await execIn(bench.docker, `control-${ref.agent}-g1-active`, [
    'sh',
    '-c',
    'for file in /proc/[0-9]*/cmdline; do tr "\\0" " " < $file; echo; done',
  ])
  expect(stdout).toContain('/app/agent.mjs')
  expect(stdout).not.toContain('sleep 4321')
  await bench.run('destroy', only)
  await own.close()
})
