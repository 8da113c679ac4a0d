import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RolloutRequest } from '../../adapter.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { execIn } from './testing/exec-in.ts'
import { startFaultyEngine } from './testing/faulty-engine.ts'
import { newJournal, runSteps } from './testing/journal.ts'

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

async function deployed(): Promise<RolloutRequest> {
  const request = bench.request(bench.ref(), 1)
  await bench.run('deploy', request)
  return request
}

test('a kill ends a frozen agent and what it had under way, and Docker does not revive it', async () => {
  const { ref } = await deployed()
  const agent = bench.docker.getContainer(`control-${ref.agent}-g1-active`)
  const underWay = execIn(bench.docker, agent.id, ['sleep', '300'])
  await expect.poll(async () => JSON.stringify(await agent.top())).toContain('sleep 300')
  await agent.pause()
  expect(await bench.target.observe(ref)).toMatchObject({ instances: [{ frozen: true }] })
  expect(await bench.target.kill(ref, 4)).toMatchObject({ confirmed: true })
  await underWay
  const { State, HostConfig } = await agent.inspect()
  expect(State).toMatchObject({ Running: false, Paused: false, ExitCode: 137 })
  expect(HostConfig.RestartPolicy).toMatchObject({ Name: 'no' })
  expect((await bench.names(ref)).volumes).toContain('control-killed-A-4')
})

test('a kill may be given twice', async () => {
  const { ref } = await deployed()
  await bench.target.kill(ref, 1)
  expect(await bench.target.kill(ref, 1)).toMatchObject({ confirmed: true })
  expect((await bench.target.observe(ref)).killMark).toBe(1)
})

test('a mark forbids every way to a start until it is released, and then one starts', async () => {
  const request = await deployed()
  await bench.target.kill(request.ref, 2)
  for (const kind of ['start', 'restart', 'deploy'] as const)
    await expect(bench.run(kind, kind === 'deploy' ? bench.request(request.ref, 2) : request)).rejects.toThrow(
      /was killed/,
    )
  expect(await bench.target.plan(request)).toMatchObject({ refusals: [expect.stringMatching(/was killed/)] })
  await bench.target.release(request.ref, 1)
  expect((await bench.target.observe(request.ref)).killMark, 'a release of an earlier kill').toBe(2)
  // A release that this engine knows of is enough, also before the mark is gone.
  await bench.run('start', { ...request, released: 2 })
  expect((await bench.target.observe(request.ref)).instances).toMatchObject([{ running: true }])
})

test('a kill in the middle of a rollout stops old and new, and the rollout cannot go on', async () => {
  const { ref, instance } = await deployed()
  const request = bench.request(ref, 2, { previous: instance })
  const [journal, steps] = [newJournal(), bench.target.steps('deploy', request)]
  await runSteps(
    steps.slice(
      0,
      steps.findIndex(({ id }) => id === 'probe'),
    ),
    journal,
  )
  expect(await bench.target.kill(ref, 1)).toMatchObject({ confirmed: true })
  await expect(runSteps(steps, journal)).rejects.toThrow(/frozen|ended|killed/)
  expect((await bench.target.observe(ref)).instances.map(({ running }) => running)).toEqual([false, false])
})

test('a kill and a start at the same moment: nothing runs afterwards', async () => {
  const request = await deployed()
  for (let killNo = 1; killNo <= 4; killNo += 1) {
    await bench.run('stop', { ...request, released: killNo - 1 })
    // At different points of the start: it takes about a second.
    const killed = sleep(killNo * 150).then(async () => await bench.target.kill(request.ref, killNo))
    const [, report] = await Promise.allSettled([bench.run('start', { ...request, released: killNo - 1 }), killed])
    expect(report).toMatchObject({ status: 'fulfilled', value: { confirmed: true } })
    const { instances } = await bench.target.observe(request.ref)
    expect(instances.filter(({ running }) => running)).toEqual([])
  }
})

test('a start that was on its way to the engine when the kill came ends by itself', async () => {
  const faulty = await startFaultyEngine(process.env['DOCKER_HOST'] ?? '')
  const direct = bench.ref()
  const request = bench.request({ ...direct, place: { kind: 'docker', host: faulty.host } }, 1)
  await bench.run('deploy', request)
  await bench.run('stop', request)
  let report: unknown
  faulty.hold(/[0-9a-f]{64}\/start/, async () => {
    report = await bench.target.kill(direct, 1)
  })
  await expect(bench.run('start', request)).rejects.toThrow(/was killed/)
  expect(report).toMatchObject({ confirmed: true })
  const { instances } = await bench.target.observe(direct)
  expect(instances).toMatchObject([{ running: false, ended: 'killed (exit code 137)' }])
  faulty.close()
})

test.each([
  ['never answers', () => new Promise<never>(() => undefined)],
  ['breaks the connection', () => Promise.reject(new Error('broken'))],
])('an engine that %s when it is to freeze holds a kill up for two seconds at most', async (_how, act) => {
  const faulty = await startFaultyEngine(process.env['DOCKER_HOST'] ?? '')
  const { ref } = await deployed()
  faulty.hold(/\/pause/, act)
  const began = performance.now()
  const report = await bench.target.kill({ ...ref, place: { kind: 'docker', host: faulty.host } }, 1)
  expect(performance.now() - began).toBeLessThan(8_000)
  expect(report).toMatchObject({
    confirmed: true,
    detail: expect.stringContaining('It could not be frozen first (the engine did not'),
  })
  expect(await bench.target.observe(ref)).toMatchObject({ killMark: 1, instances: [{ running: false }] })
  faulty.close()
})

test('a destroyed agent leaves nothing that carries its labels but the mark of a kill that nobody released', async () => {
  const request = await deployed()
  await bench.target.kill(request.ref, 1)
  await bench.target.kill(request.ref, 2)
  await bench.run('destroy', { ...request, released: 1 })
  expect(await bench.names(request.ref)).toEqual({ containers: [], volumes: ['control-killed-A-2'] })
  await expect(bench.run('deploy', bench.request(request.ref, 2))).rejects.toThrow(/was killed/)
  await bench.target.release(request.ref, 2)
  expect(await bench.names(request.ref)).toEqual({ containers: [], volumes: [] })
})

test('a mark whose number cannot be read forbids a start, names the volume to remove, and hinders no kill', async () => {
  const { ref, ...request } = await deployed()
  const Name = `control-killed-${ref.agent}-x`
  const Labels = { 'control.org': ref.org, 'control.agent': ref.agent, 'control.role': 'kill-mark' }
  await bench.docker.createVolume({ Name, Labels })
  const said = expect.stringContaining(`docker volume rm ${Name}`)
  await expect(bench.target.observe(ref)).rejects.toMatchObject({ code: 'target_failed', message: said })
  await expect(bench.run('start', { ...request, ref })).rejects.toMatchObject({ message: said })
  expect(await bench.target.plan({ ...request, ref })).toMatchObject({ refusals: [said] })
  expect(await bench.target.kill(ref, 1)).toMatchObject({ confirmed: true })
  await bench.docker.getVolume(Name).remove()
  expect(await bench.target.observe(ref)).toMatchObject({ killMark: 1 })
})
