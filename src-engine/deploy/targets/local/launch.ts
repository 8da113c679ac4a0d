import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { EngineError } from '../../../kernel/errors.ts'
import type { Instance, RolloutRequest } from '../../adapter.ts'
import { markOf, processOf } from './belongings.ts'
import { endInstance } from './end.ts'
import { type InstanceFile, readInstance, writeInstance } from './instance-files.ts'
import type { LocalKit } from './kit.ts'
import { highestMark, refuseMarked } from './marks.ts'
import { type AgentPaths, agentPaths } from './paths.ts'
import { findProcess } from './processes.ts'

/**
 * Starts an instance, unless it runs already. The process has a group of its own, writes its log itself and outlives the
 * app. The kill mark is read before and after: a kill that came in between finds the process, or this start ends it.
 * @throws EngineError `conflict` while a kill stands
 */
export async function launch(
  kit: LocalKit,
  request: Pick<RolloutRequest, 'ref' | 'released' | 'resources'>,
  { id }: Pick<Instance, 'id'>,
): Promise<number> {
  const paths = agentPaths(kit.data, request.ref.agent)
  await refuseMarked(paths, request.released)
  const file = await readInstance(paths, id)
  if (!file)
    throw new EngineError(
      'target_failed',
      'The files of this agent’s process are gone from the app’s data folder. Deploy it again.',
    )
  const running = await processOf(paths, id)
  if (running) {
    await adopt(paths, file, running.pid, running.started)
    kit.ends.follow(paths.agent, running.pid, running.started)
    return running.pid
  }
  const pid = await spawnAgent(kit, paths, file, request.resources.memoryMb)
  const mark = await highestMark(paths)
  if (mark !== null && mark > request.released) {
    await endInstance(kit, paths, id, 'SIGKILL')
    await refuseMarked(paths, request.released)
  }
  return pid
}

async function adopt(paths: AgentPaths, file: InstanceFile, pid: number, started: string): Promise<void> {
  if (file.pid !== pid || file.started !== started) await writeInstance(paths, { ...file, pid, started, ended: null })
}

async function spawnAgent(kit: LocalKit, paths: AgentPaths, file: InstanceFile, memoryMb: number): Promise<number> {
  const own = paths.instance(file.instance)
  const { node, args, env = {} } = kit.program
  const log = await open(own.log, 'a', 0o600)
  try {
    const child = spawn(node, [`--max-old-space-size=${memoryMb}`, ...args, own.config, markOf(paths, file.instance)], {
      cwd: paths.home,
      env: { ...environment(paths), ...env },
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
      windowsHide: true,
    })
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(code === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`),
      )
    })
    await once(child, 'spawn')
    child.unref()
    const { pid } = child
    if (pid === undefined)
      throw new EngineError('target_failed', 'This machine did not start the agent’s process. Try again.')
    const started = (await findProcess(pid))?.started ?? null
    await writeInstance(paths, { ...file, pid, started, ended: null })
    void ended
      .then((how) => noteEnd(paths, file.instance, pid, how))
      .catch((error: unknown) =>
        kit.logger.debug({ err: error, instance: file.instance }, 'the end of an agent could not be noted'),
      )
    kit.watched.add(paths.agent)
    kit.ends.follow(paths.agent, pid, started)
    return pid
  } finally {
    await log.close()
  }
}

async function noteEnd(paths: AgentPaths, id: string, pid: number, ended: string): Promise<void> {
  const file = await readInstance(paths, id)
  if (file?.pid === pid) await writeInstance(paths, { ...file, ended })
}

/** Nothing of the app's own environment but where programs are. */
function environment(paths: AgentPaths): Record<string, string> {
  const kept = ['PATH', 'LANG', 'TZ', 'SystemRoot', 'TEMP', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), HOME: paths.home }
}
