import { type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { seconds } from './time.ts'

/** A running program with the name a person knows it by. */
export interface Program {
  readonly name: string
  readonly child: ChildProcess
}

/** How programs that belong together came to their end. */
export interface Ended {
  /** One sentence for a person. */
  readonly summary: string
  readonly exitCode: number
}

/**
 * Waits until programs that belong together have all ended: when one ends by itself the others are ended too, and that
 * is a failure, whatever its exit code. `asked` says that somebody wanted the end.
 * @param asked aborts when a person ends them; they are sent SIGTERM then
 */
export async function together(programs: readonly Program[], asked: AbortSignal): Promise<Ended> {
  const started = performance.now()
  let summary = ''
  const endAll = (): void => programs.forEach(({ child }) => child.kill('SIGTERM'))
  asked.addEventListener('abort', endAll, { once: true })
  if (asked.aborted) endAll()
  await Promise.all(
    programs.map(async ({ name, child }) => {
      const why = await endOf(child)
      if (asked.aborted || summary !== '') return
      summary = `${name} ${why}`
      endAll()
    }),
  )
  return summary === ''
    ? { summary: `stopped after ${seconds(performance.now() - started)}`, exitCode: 0 }
    : { summary, exitCode: 1 }
}

async function endOf(child: ChildProcess): Promise<string> {
  try {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  } catch (error) {
    // `once` rejects with the error of a program that could not be started.
    return `could not be started: ${error instanceof Error ? error.message : String(error)}`
  }
  return `ended by itself (${child.signalCode ?? `exit ${child.exitCode}`}); what it said stands above`
}
