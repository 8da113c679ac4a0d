import { EngineError } from '../../../kernel/errors.ts'
import { namesIn, remove, replaceFile } from './files.ts'
import type { AgentPaths } from './paths.ts'

const MARK = /^killed-(\d+)$/

export function isMark(name: string): boolean {
  return MARK.test(name)
}

/** Numbers of the kills whose marks lie here. A folder that cannot be read throws: then nothing may start. */
export async function killMarks(paths: AgentPaths): Promise<number[]> {
  return (await namesIn(paths.home)).flatMap((name) => {
    const digits = MARK.exec(name)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })
}

export async function highestMark(paths: AgentPaths): Promise<number | null> {
  const marks = await killMarks(paths)
  return marks.length === 0 ? null : Math.max(...marks)
}

export async function writeMark(paths: AgentPaths, killNo: number): Promise<void> {
  await replaceFile(paths.killMark(killNo), '')
}

export async function removeMarks(paths: AgentPaths, upTo: number): Promise<void> {
  for (const killNo of await killMarks(paths)) if (killNo <= upTo) await remove(paths.killMark(killNo))
}

/** @throws EngineError `conflict` while a mark above `released` lies here. */
export async function refuseMarked(paths: AgentPaths, released: number): Promise<void> {
  const mark = await highestMark(paths)
  if (mark !== null && mark > released) {
    throw new EngineError(
      'conflict',
      `This agent was killed here (kill ${mark}) and is not released. Release it first, naming that kill.`,
      { details: { killNo: mark } },
    )
  }
}
