import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning, waitUntil, which } from './process.ts'

export type EnginePaths = {
  /** images and containers, kept between runs */
  data: string
  /** sockets and pid file; a short path, for a socket's may not pass 107 bytes */
  run: string
  socket: string
  log: string
  bridge: { name: string; address: string }
}

/** Where the private engine of this clone lives: each clone has its own folders and bridge. */
export function enginePaths(root: string): EnginePaths {
  const id = createHash('sha256').update(root).digest()
  const run = join(tmpdir(), `acc-docker-${id.toString('hex').slice(0, 10)}`)
  const cache = join(root, '.cache', 'docker')
  const third = id.readUInt8(0)
  return {
    data: join(cache, 'data'),
    run,
    socket: join(run, 'docker.sock'),
    log: join(cache, 'dockerd.log'),
    bridge: { name: `acc-${id.toString('hex').slice(0, 8)}`, address: `10.213.${third}.1/24` },
  }
}

/**
 * Starts dockerd without systemd and without touching the machine's firewall or forwarding:
 * containers reach the host's gateway address and each other, nothing else.
 */
export async function startEngine(engine: EnginePaths, answers: () => Promise<boolean>): Promise<void> {
  for (const folder of [engine.data, engine.run]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  rmSync(pidFile(engine), { force: true }) // one left by kill -9 makes dockerd refuse to start
  const log = openSync(engine.log, 'a')
  const child = spawn('dockerd', engineArguments(engine), { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  const up = await waitUntil(async () => child.exitCode !== null || (await answers()), 30_000)
  if (!up || child.exitCode !== null) {
    const tail = readFileSync(engine.log, 'utf8').split('\n').slice(-15).join('\n')
    throw new Error(`dockerd did not start; the end of its log:\n${tail}`)
  }
}

/** Ends dockerd and takes back what it left on the machine: its bridge and its mounts. */
export async function stopEngine(engine: EnginePaths): Promise<void> {
  if (!existsSync(pidFile(engine))) return
  const pid = Number(readFileSync(pidFile(engine), 'utf8'))
  if (isRunning(pid)) process.kill(pid, 'SIGTERM')
  const gone = await waitUntil(() => !isRunning(pid) || !existsSync(pidFile(engine)), 30_000)
  if (!gone) throw new Error(`dockerd (process ${pid}) did not stop within 30 s`)
  for (const mount of [join(engine.run, 'exec', 'netns', 'default'), engine.data])
    spawnSync('umount', [mount], { stdio: 'ignore' })
  if (which('ip') !== null) spawnSync('ip', ['link', 'delete', engine.bridge.name], { stdio: 'ignore' })
}

function engineArguments(engine: EnginePaths): string[] {
  const args = ['-H', `unix://${engine.socket}`, '--data-root', engine.data, '--exec-root', join(engine.run, 'exec')]
  args.push('--pidfile', pidFile(engine), '--mtu', '1400', '--log-level', 'warn')
  args.push('--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false')
  // A bridge of our own keeps us off the addresses of another engine on this machine.
  if (which('ip') !== null) args.push('--bridge', ownBridge(engine.bridge))
  return args
}

function ownBridge(bridge: EnginePaths['bridge']): string {
  if (!existsSync(join('/sys/class/net', bridge.name))) {
    execFileSync('ip', ['link', 'add', bridge.name, 'type', 'bridge'])
    execFileSync('ip', ['address', 'add', bridge.address, 'dev', bridge.name])
  }
  execFileSync('ip', ['link', 'set', bridge.name, 'up'])
  return bridge.name
}

function pidFile(engine: EnginePaths): string {
  return join(engine.run, 'docker.pid')
}
