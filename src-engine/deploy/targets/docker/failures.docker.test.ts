import { mkdtempSync, renameSync, chmodSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineError } from '../../../kernel/errors.ts'
import type { RolloutRequest } from '../../adapter.ts'
import { openBench, type DockerBench } from './testing/bench.ts'
import { startFaultyEngine } from './testing/faulty-engine.ts'
import { newJournal, runSteps, undoSteps } from './testing/journal.ts'

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench({ timing: { deadlineMs: 4_000 } })
})
afterAll(async () => await bench.close())

async function failureOf(act: Promise<unknown>): Promise<EngineError> {
  return await act.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: EngineError) => error,
  )
}

describe('a candidate that is no good', () => {
  async function rollOut(
    kind: string,
  ): Promise<{ readonly error: EngineError; readonly before: RolloutRequest; readonly request: RolloutRequest }> {
    const ref = bench.ref()
    const before = bench.request(ref, 1)
    await bench.run('deploy', before)
    const request = bench.request(ref, 2, { kind, previous: before.instance })
    const [journal, steps] = [newJournal(), bench.target.steps('deploy', request)]
    const error = await failureOf(runSteps(steps, journal))
    await undoSteps(steps, journal)
    return { error, before, request }
  }

  test.each([
    ['crash', /ended by itself \(exit code 3\)|ends again and again/, /nothing works today/],
    ['never', /not ready within 4 s: it answers, but does not admit traffic yet \(status 503\)/, /fake agent is up/],
    ['greedy', /ran out of memory\. Give it a higher memory limit/, /begins/],
  ])('%s: says why, keeps its log, and the old one goes on', async (kind, sentence, log) => {
    const { error, before, request } = await rollOut(kind)
    expect(error.code).toBe('target_failed')
    expect(error.message).toMatch(sentence)
    expect(error.message).toMatch(log)
    const { instances } = await bench.target.observe(request.ref)
    expect(instances).toEqual([{ ...before.instance, role: 'active', running: true, frozen: false, ended: null }])
    const { RestartCount } = await bench.docker.getContainer(`control-${request.ref.agent}-g1-active`).inspect()
    expect(RestartCount).toBe(0)
    expect((await bench.target.connect(request.ref, before.instance.id)('/startupz')).status).toBe(200)
    expect((await bench.names(request.ref)).containers).toEqual(['control-A-g1-active', 'control-A-g1-forwarder'])

    const lines: string[] = []
    const wanted = { instance: request.instance.id, tail: 50, follow: false, signal: new AbortController().signal }
    for await (const { text } of bench.target.logs(request.ref, wanted)) lines.push(text)
    expect(lines.join('\n')).toMatch(log)
  })

  test('that cannot reach the control center: says so', async () => {
    const { host } = await bench.request(bench.ref(), 1).runtime()
    const runtime = () => Promise.resolve({ host, port: 1 })
    const error = await failureOf(bench.run('deploy', bench.request(bench.ref(), 1, { runtime })))
    expect(error.message).toMatch(/forwarder cannot reach the control center\. A firewall/)
  })

  test('that fails only when it has taken the state over: the old one is brought back', async () => {
    const { error, before, request } = await rollOut('late')
    expect(error.message).toMatch(/the state is of no use/)
    expect((await bench.target.observe(request.ref)).instances).toMatchObject([
      { ...before.instance, role: 'active', running: true },
    ])
    const { State, HostConfig } = await bench.docker.getContainer(`control-${request.ref.agent}-g1-active`).inspect()
    expect(Date.parse(State.FinishedAt), 'it was stopped for the handover').toBeGreaterThan(0)
    expect(Date.parse(State.StartedAt), 'and started again').toBeGreaterThan(Date.parse(State.FinishedAt))
    expect(HostConfig.RestartPolicy).toMatchObject({ Name: 'unless-stopped' })
    const fetchOld = bench.target.connect(request.ref, before.instance.id)
    await expect.poll(async () => (await fetchOld('/startupz')).status).toBe(200)
  })
})

describe('an engine that is not there', () => {
  const home = mkdtempSync(join(tmpdir(), 'no-docker-'))
  afterAll(() => rmSync(home, { recursive: true }))

  async function says(host: string): Promise<string> {
    const place = { kind: 'docker', host } as const
    const health = await bench.target.health(place)
    const error = await failureOf(bench.target.observe({ ...bench.ref(), place }))
    expect(health.reachable).toBe(false)
    expect(error.code).toBe('dependency_unavailable')
    expect(error.message).toBe(health.detail)
    return health.detail
  }

  test('absent', async () => {
    expect(await says(`unix://${home}/none.sock`)).toMatch(
      /There is no Docker engine at .*none\.sock\. Install Docker or start it/,
    )
  })

  test('refused: a socket that nobody listens at', async () => {
    const server = createServer().listen(join(home, 'live.sock'))
    await once(server, 'listening')
    renameSync(join(home, 'live.sock'), join(home, 'dead.sock'))
    server.close()
    expect(await says(`unix://${home}/dead.sock`)).toMatch(/Nothing answers at .*the Docker engine is not running/)
  })

  test('not permitted', async () => {
    const server = createServer().listen(join(home, 'theirs.sock'))
    await once(server, 'listening')
    chmodSync(home, 0o755)
    chmodSync(join(home, 'theirs.sock'), 0)
    const user = process.geteuid?.()
    if (user === 0) process.seteuid?.(65_534)
    try {
      expect(await says(`unix://${home}/theirs.sock`)).toMatch(/not permitted .* Add your user to the group "docker"/)
    } finally {
      if (user === 0) process.seteuid?.(0)
      server.close()
    }
  })

  test('something else answers', async () => {
    const server = createHttpServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = address !== null && typeof address === 'object' ? address.port : 0
    expect(await says(`http://127.0.0.1:${port}`)).toMatch(/not a Docker engine/)
    server.close()
  })

  test('an address that is not on this machine', async () => {
    expect(await says('tcp://10.1.2.3:2375')).toMatch(/must be unix:\/\/.* or http:\/\/127\.0\.0\.1:PORT/)
  })
})

describe('an engine that refuses', () => {
  test('no image any more', async () => {
    const request = bench.request(bench.ref(), 1)
    const journal = newJournal()
    const steps = bench.target.steps('deploy', request)
    await runSteps(steps.slice(0, 2), journal)
    journal.results['image'] = { image: `sha256:${'0'.repeat(64)}` }
    const error = await failureOf(runSteps(steps, journal))
    expect(error.message).toMatch(/image is missing .* Deploy again: it is built anew/)
    await undoSteps(steps, journal)
    expect((await bench.names(request.ref)).containers).toEqual([])
  })

  // The words are Docker's own; a full disk or a taken port cannot be had on demand without breaking this machine.
  test.each([
    [
      /volumes\/create/,
      500,
      'write /var/lib/docker/volumes/metadata.db: no space left on device',
      'storage_full',
      /disk of the Docker engine is full .*Free some space/,
    ],
    [
      /forwarder|restart/,
      500,
      'driver failed programming external connectivity: listen tcp4 127.0.0.1:32768: bind: address already in use',
      'target_failed',
      /port is taken/,
    ],
  ] as const)('%s', async (path, status, message, code, sentence) => {
    const faulty = await startFaultyEngine(process.env['DOCKER_HOST'] ?? '')
    const ref = { ...bench.ref(), place: { kind: 'docker', host: faulty.host } } as const
    const before = bench.request(ref, 1)
    await bench.run('deploy', before)
    const request = bench.request(ref, 2, { previous: before.instance })
    const [journal, steps] = [newJournal(), bench.target.steps('deploy', request)]
    faulty.refuse(path, status, message)
    const error = await failureOf(runSteps(steps, journal))
    expect(error.code).toBe(code)
    expect(error.message).toMatch(sentence)
    await undoSteps(steps, journal)
    expect((await bench.target.observe(ref)).instances).toEqual([
      { ...before.instance, role: 'active', running: true, frozen: false, ended: null },
    ])
    faulty.close()
  })
})
