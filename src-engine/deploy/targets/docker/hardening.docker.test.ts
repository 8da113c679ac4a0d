import { once } from 'node:events'
import { createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RolloutRequest } from '../../adapter.ts'
import { openBench, token, type DockerBench } from './testing/bench.ts'
import { execIn } from './testing/exec-in.ts'
import { reachOut } from './testing/reach-out.ts'

let bench: DockerBench
let request: RolloutRequest
let agent: string
let forwarder: string
beforeAll(async () => {
  bench = await openBench()
  request = bench.request(bench.ref(), 1)
  await bench.run('deploy', request)
  agent = `control-${request.ref.agent}-g1-active`
  forwarder = `control-${request.ref.agent}-g1-forwarder`
})
afterAll(async () => await bench.close())

describe('what the engine shows of the containers', () => {
  test('both are hardened', async () => {
    for (const name of [agent, forwarder]) {
      const { Config, HostConfig } = await bench.docker.getContainer(name).inspect()
      expect(Config.User).toBe('10001:10001')
      expect(HostConfig).toMatchObject({
        ReadonlyRootfs: true,
        CapDrop: ['ALL'],
        SecurityOpt: ['no-new-privileges'],
        Init: true,
        Privileged: false,
        RestartPolicy: { Name: 'unless-stopped' },
        LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
        Ulimits: expect.arrayContaining([
          { Name: 'nofile', Soft: 4096, Hard: 4096 },
          { Name: 'nproc', Soft: 8192, Hard: 8192 },
        ]),
      })
      expect(HostConfig.Tmpfs).toEqual({ '/tmp': 'rw,noexec,nosuid,nodev,size=64m,mode=1777' })
      expect(HostConfig.MemorySwap).toBe(HostConfig.Memory)
      expect(HostConfig.Binds ?? []).toEqual([])
      expect(HostConfig.CapAdd ?? []).toEqual([])
    }
  })

  test('the agent has the limits it was given, no network and no port', async () => {
    const { HostConfig, NetworkSettings, Config } = await bench.docker.getContainer(agent).inspect()
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', PidsLimit: 256, Memory: 128 * 1024 * 1024, NanoCpus: 1e9 })
    expect(NetworkSettings.Ports).toEqual({})
    expect(Config.Labels).toMatchObject({
      'control.org': request.ref.org,
      'control.agent': request.ref.agent,
      'control.revision': request.instance.revision,
      'control.instance': request.instance.id,
      'control.generation': '1',
      'control.role': 'candidate',
    })
  })

  test('the forwarder has one port, on the loopback of this machine alone, and neither key nor workspace', async () => {
    const { NetworkSettings, Mounts } = await bench.docker.getContainer(forwarder).inspect()
    expect(NetworkSettings.Ports).toEqual({
      '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: expect.stringMatching(/^\d+$/) }],
    })
    expect(Mounts.map(({ Destination }) => Destination).sort()).toEqual(['/run/control/link', '/run/control/pipes'])
  })

  test('the agent cannot see where its forwarder leads to', async () => {
    const { Mounts } = await bench.docker.getContainer(agent).inspect()
    expect(Mounts.map(({ Destination }) => Destination).sort()).toEqual([
      '/data',
      '/run/control/key',
      '/run/control/link',
    ])
    const found = await execIn(bench.docker, agent, ['sh', '-c', 'ls /run/control/pipes /run/control/link'])
    expect(found.stdout).not.toContain('forwarder.json')
  })
})

describe('the ways out of the agent’s container', () => {
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  )

  // Every service of this machine that listens on all interfaces, in one.
  const service = createServer((socket) => socket.end())
  beforeAll(async () => {
    service.listen(0, '0.0.0.0')
    await once(service, 'listening')
  })
  afterAll(() => void service.close())

  async function tryFrom(container: string, names: readonly string[]): Promise<unknown> {
    const bound = service.address()
    const port = bound !== null && typeof bound === 'object' ? bound.port : 0
    const script = reachOut(await request.runtime(), { addresses, port }, names)
    const { stdout, code } = await execIn(bench.docker, container, ['node', '-e', script])
    expect({ stdout, code }).toMatchObject({ code: 0 })
    return JSON.parse(stdout)
  }

  test('none leads anywhere: sockets, DNS, the host’s addresses, the metadata address', async () => {
    expect(await tryFrom(agent, ['example.com', 'host.docker.internal'])).toEqual({
      open: false,
      host: false,
      metadata: false,
      internet: false,
      udp: false,
      names: [false, false],
      interfaces: ['lo'],
      capabilities: '0000000000000000',
      noNewPrivileges: '1',
      uid: 10_001,
    })
  })

  test('the same attempts from the forwarder do lead to the control center', async () => {
    expect(await tryFrom(forwarder, ['host.docker.internal'])).toMatchObject({
      open: true,
      host: true,
      udp: true,
      names: [true],
      capabilities: '0000000000000000',
    })
  })

  test('the file system is read-only but for the agent’s own volumes', async () => {
    const script =
      'for f in /app /usr/bin /etc /data /tmp /run/control; do touch $f/x 2>/dev/null && echo $f; done; cp /usr/bin/true /tmp/t; /tmp/t 2>/dev/null || echo noexec'
    const { stdout } = await execIn(bench.docker, agent, ['sh', '-c', script])
    expect(stdout).toContain('noexec')
    expect(stdout.split('\n').filter((line) => line.startsWith('/'))).toEqual(['/data', '/tmp'])
  })
})

test('the token is in one file for the agent alone, and nowhere that the engine shows', async () => {
  const read = await execIn(bench.docker, agent, [
    'sh',
    '-c',
    'cat /run/control/key/token; stat -c " %a %u" /run/control/key/token',
  ])
  expect(read.stdout).toBe(`${token} 400 10001\n`)

  const shown: unknown[] = []
  for (const name of [agent, forwarder]) {
    const container = bench.docker.getContainer(name)
    shown.push(
      await container.inspect(),
      await container.top(),
      (await container.logs({ stdout: true, stderr: true })).toString(),
    )
    const inside = 'for p in /proc/[0-9]*; do cat $p/environ $p/cmdline 2>/dev/null; done'
    shown.push((await execIn(bench.docker, name, ['sh', '-c', inside])).stdout)
  }
  const { Image } = await bench.docker.getContainer(agent).inspect()
  shown.push(
    await bench.docker.getImage(Image).inspect(),
    await bench.docker.getImage(Image).history(),
    await bench.docker.listVolumes(),
  )
  const text = JSON.stringify(shown)
  expect(text).toContain(request.instance.id)
  expect(text).not.toContain(token)
})
