import { open } from 'node:fs/promises'
import { z } from 'zod'
import { EngineError } from '../../../kernel/errors.ts'
import { codeOf, readJson, remove } from './files.ts'
import type { AgentPaths } from './paths.ts'
import { findProcess } from './processes.ts'

const ownerSchema = z.object({ holder: z.string(), pid: z.int(), started: z.string() })

/**
 * Takes the agent's lock: a file that only one can create, which names who did. The same holder may take it again; one
 * whose process is gone has lost it.
 * @throws EngineError `conflict` while somebody else holds it
 */
export async function takeLock(paths: AgentPaths, holder: string): Promise<void> {
  const started = (await findProcess(process.pid))?.started ?? ''
  for (let attempt = 0; attempt < 2; attempt += 1) {
    if (
      await create(
        paths.lock,
        JSON.stringify({ holder, pid: process.pid, started } satisfies z.output<typeof ownerSchema>),
      )
    )
      return
    const owner = await readJson(paths.lock, ownerSchema)
    if (owner?.holder === holder && owner.pid === process.pid && owner.started === started) return
    if (owner && owner.holder !== holder && (await findProcess(owner.pid))?.started === owner.started) {
      throw new EngineError(
        'conflict',
        'Another rollout of this agent is under way on this machine. Wait for its end, then try again.',
        { details: { holder: owner.holder } },
      )
    }
    await remove(paths.lock)
  }
  throw new EngineError(
    'conflict',
    'Another rollout of this agent began at the same moment. Wait for its end, then try again.',
  )
}

export async function freeLock(paths: AgentPaths, holder: string): Promise<void> {
  if ((await readJson(paths.lock, ownerSchema))?.holder === holder) await remove(paths.lock)
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(content)
    } finally {
      await handle.close()
    }
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
