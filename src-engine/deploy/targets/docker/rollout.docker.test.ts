import { afterAll, beforeAll, expect, test } from 'vitest'
import { execIn } from './testing/exec-in.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { imageIn, newJournal, runSteps } from './testing/journal.ts'

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

test('an agent is brought up, seen serving, stopped, started, restarted and removed', async () => {
  const ref = bench.ref()
  const request = bench.request(ref, 1)
  expect(await bench.target.plan(request)).toMatchObject({ downtime: { expected: false }, refusals: [] })
  const journal = await bench.run('deploy', request)
  expect(journal.results).toMatchObject({
    image: {
      image: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      base: 'host',
      baseImage: expect.stringMatching(/sha256:[0-9a-f]{64}$/),
    },
    create: { trial: false },
    handover: { paused: false },
  })
  // Found again, it is still known what it was built on.
  const again = await bench.target.steps('start', request)[1]?.run({
    results: {},
    signal: new AbortController().signal,
    say: () => undefined,
  })
  expect(again).toEqual(journal.results['image'])
  const active = { ...request.instance, role: 'active', frozen: false }
  expect(await bench.target.observe(ref)).toEqual({
    killMark: null,
    instances: [{ ...active, running: true, ended: null }],
  })
  expect(await bench.names(ref)).toEqual({
    containers: ['control-A-g1-active', 'control-A-g1-forwarder'],
    volumes: ['control-key-A-g1', 'control-link-A-g1', 'control-pipes-A-g1', 'control-ws-A'],
  })
  const fetchAgent = bench.target.connect(ref, request.instance.id)
  expect(await (await fetchAgent('/healthz')).json()).toEqual({ status: 'ok', instance: request.instance.id })

  await bench.run('stop', request)
  expect((await bench.target.observe(ref)).instances).toEqual([{ ...active, running: false, ended: 'exit code 0' }])
  await expect(fetchAgent('/healthz')).rejects.toThrow(/cannot be reached: it does not run/)
  await bench.run('start', request)
  expect((await bench.target.observe(ref)).instances).toEqual([{ ...active, running: true, ended: null }])
  // Docker gave the forwarder another port meanwhile.
  expect((await fetchAgent('/healthz')).status).toBe(200)

  const before = await bench.docker.getContainer(`control-${ref.agent}-g1-active`).inspect()
  await bench.run('restart', request)
  const after = await bench.docker.getContainer(`control-${ref.agent}-g1-active`).inspect()
  expect(after.Id).toBe(before.Id)
  expect(Date.parse(after.State.StartedAt)).toBeGreaterThan(Date.parse(before.State.StartedAt))

  await bench.run('destroy', request)
  expect(await bench.names(ref)).toEqual({ containers: [], volumes: [] })
})

test('a redeployment tries the new one beside the old one, hands the state over and keeps the last two', async () => {
  const ref = bench.ref()
  let previous = bench.request(ref, 1).instance
  await bench.run('deploy', bench.request(ref, 1))
  await execIn(bench.docker, `control-${ref.agent}-g1-active`, ['sh', '-c', 'echo kept > /data/workspace/note'])
  for (const generation of [2, 3, 4]) {
    const request = bench.request(ref, generation, { previous })
    expect(await bench.target.plan(request)).toMatchObject({ downtime: { expected: true } })
    const journal = await bench.run('deploy', request)
    expect(journal.results).toMatchObject({ create: { trial: true }, handover: { paused: true } })
    previous = request.instance
  }
  const { instances } = await bench.target.observe(ref)
  expect(instances.map(({ generation, role, running }) => [generation, role, running])).toEqual([
    [4, 'active', true],
    [3, 'previous', false],
    [2, 'previous', false],
  ])
  const state = await (await bench.target.connect(ref, previous.id)('/')).json()
  expect(state).toEqual({ stateDir: '/data/state' })
  const note = await execIn(bench.docker, `control-${ref.agent}-g4-active`, ['cat', '/data/workspace/note'])
  expect(note.stdout).toBe('kept\n')
  expect((await bench.names(ref)).volumes.filter((name) => name.endsWith('-g1'))).toEqual([])
})

test('logs: the tail with times and streams, then what follows, until nobody listens', async () => {
  const ref = bench.ref()
  const request = bench.request(ref, 1)
  await bench.run('deploy', request)
  const listening = new AbortController()
  const seen: string[] = []
  const followed = (async () => {
    const wanted = { instance: null, tail: 10, follow: true, signal: listening.signal }
    for await (const { at, stream, text } of bench.target.logs(ref, wanted)) {
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      seen.push(`${stream}: ${text}`)
      if (text.includes('ends')) listening.abort()
    }
  })()
  await expect.poll(() => seen).toContain('stdout: fake agent is up')
  await bench.run('stop', request)
  await followed
  expect(seen).toEqual([
    `stdout: fake agent ${request.instance.id} begins`,
    'stdout: fake agent is up',
    'stdout: fake agent ends',
  ])
})

test('two rollouts of one agent at a time: one holds the lock, the other is told', async () => {
  const ref = bench.ref()
  const requests = [1, 2, 3, 4, 5].map((generation) => bench.request(ref, generation))
  const steps = requests.map((request) => bench.target.steps('stop', request).filter(({ id }) => id === 'lock'))
  const context = { results: {}, signal: new AbortController().signal, say: () => undefined }
  const taken = await Promise.allSettled(steps.map(async ([lock]) => await lock?.run(context)))
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const outcome of taken)
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
})

test('a rollout that takes over from one that nobody goes on with sweeps its candidate away', async () => {
  const ref = bench.ref()
  const first = bench.request(ref, 1)
  await bench.run('deploy', first)
  const steps = bench.target.steps('deploy', bench.request(ref, 2, { previous: first.instance }))
  await runSteps(
    steps.slice(
      0,
      steps.findIndex(({ id }) => id === 'probe'),
    ),
    newJournal(),
  )
  const third = bench.request(ref, 3, { previous: first.instance })
  await expect(bench.run('deploy', third)).rejects.toThrow(/Another rollout of this agent is under way/)
  // As its age would do.
  await bench.docker.getVolume(`control-lock-${ref.agent}`).remove()
  const { results } = await bench.run('deploy', third)
  expect(results['lock']).toEqual({ swept: [bench.request(ref, 2).instance.id] })
  const { containers, volumes } = await bench.names(ref)
  expect(containers).toEqual([
    'control-A-g1-forwarder',
    'control-A-g1-previous',
    'control-A-g3-active',
    'control-A-g3-forwarder',
  ])
  expect(volumes.filter((name) => name.includes('g2') || name.includes('lock'))).toEqual([])
  await expect(bench.run('deploy', bench.request(ref, 2))).rejects.toThrow(
    /A newer deployment of this agent is in service/,
  )
})

test('a plan says what the engine cannot give', async () => {
  const request = bench.request(bench.ref(), 1, { resources: { memoryMb: 10_000_000, cpus: 512 } })
  const { refusals } = await bench.target.plan(request)
  expect(refusals).toEqual([
    expect.stringMatching(/MB of memory.* Lower its limit/),
    expect.stringMatching(/processors.* Lower its limit/),
  ])
})

test('what carries no label of the agent is never removed', async () => {
  const ref = bench.ref()
  const request = bench.request(ref, 1)
  const journal = await bench.run('deploy', request)
  const stranger = await bench.docker.createContainer({
    Image: imageIn(journal),
    name: `control-${ref.agent}-g9-previous`,
  })
  await bench.docker.createVolume({ Name: `control-key-${ref.agent}-g9` })
  await bench.target.collect(ref)
  await bench.run('destroy', request)
  await expect(stranger.inspect()).resolves.toBeDefined()
  await expect(bench.docker.getVolume(`control-key-${ref.agent}-g9`).inspect()).resolves.toBeDefined()
  await stranger.remove()
  await bench.docker.getVolume(`control-key-${ref.agent}-g9`).remove()
})
