import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { text as readAll } from 'node:stream/consumers'
import { confirm, isCancel, password, text } from '@clack/prompts'
import { baseDirectory } from '../base-directory.ts'
import { CliError } from './cli-error.ts'

/** What a command touches of the world beside the engine; tests hand in their own. */
export interface Io {
  out(text: string): void
  /** Progress, questions and complaints: stdout belongs to the answer. */
  err(text: string): void
  /** Whether a person sits at it: questions can be asked and lines drawn over. */
  readonly interactive: boolean
  /** Folder of the person's own settings. */
  readonly config: string
  /** Reads a file (`-`: what is piped in), by a path relative to where the person called from. */
  read(path: string): Promise<string>
  path(given: string): string
  ask(question: string): Promise<string>
  askPassword(question: string): Promise<string>
  confirm(question: string): Promise<boolean>
  /** Ends what waits or follows, at Ctrl-C. */
  readonly signal: AbortSignal
}

export function terminalIo(signal: AbortSignal): Io {
  const { env } = process
  // npm changes to the project's folder; INIT_CWD is where the person stands.
  const here = env['INIT_CWD'] ?? process.cwd()
  const path = (given: string): string => resolve(here, given)
  return {
    out: (chunk) => void process.stdout.write(chunk),
    err: (chunk) => void process.stderr.write(chunk),
    interactive: process.stdin.isTTY && process.stderr.isTTY,
    config: configFolder(env),
    signal,
    path,
    async read(given) {
      if (given === '-') return readAll(process.stdin)
      return readFile(path(given), 'utf8').catch((cause: unknown) => {
        throw new CliError('usage', `${given} cannot be read.`, { cause })
      })
    },
    async ask(message) {
      const answer = await text({ message, output: process.stderr, signal })
      if (isCancel(answer)) throw cancelled()
      return answer
    },
    async askPassword(message) {
      const answer = await password({ message, output: process.stderr, signal })
      if (isCancel(answer)) throw cancelled()
      return answer
    },
    async confirm(message) {
      const answer = await confirm({ message, initialValue: false, output: process.stderr, signal })
      if (isCancel(answer)) throw cancelled()
      return answer
    },
  }
}

function configFolder(env: NodeJS.ProcessEnv): string {
  const name = 'agenticmail-control-center'
  if (process.platform === 'win32') return join(env['APPDATA'] ?? homedir(), name)
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Preferences', name)
  return join(baseDirectory(env['XDG_CONFIG_HOME'], '.config'), name)
}

function cancelled(): CliError {
  return new CliError('usage', 'Cancelled.')
}
