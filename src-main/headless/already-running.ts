import { EngineError } from '../../src-engine/index.ts'
import { engineFileOf } from './engine-file.ts'

const ANSWER_MS = 2_000

/**
 * The error for a second start on a data directory: it says where the first one answers.
 * @returns null when no engine that answers says that it serves this directory
 */
export async function alreadyRunning(data: string): Promise<EngineError | null> {
  const said = await engineFileOf(data).read()
  // The id tells it from one that is long gone, the answer from another program that got its id.
  if (said === null || !isAlive(said.pid) || !(await answers(said.url))) return null
  return new EngineError(
    'conflict',
    `The control center already runs on ${data}, at ${said.url}/dashboard/ — use that one, or stop it first.`,
  )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function answers(origin: string): Promise<boolean> {
  return fetch(`${origin}/health`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
    (response) => response.ok,
    () => false, // whoever was there is gone
  )
}
