import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readOptions } from '../../headless/options.ts'
import { type HeadlessHost, serveHeadless } from '../../headless/serve.ts'
import type { Io } from '../io.ts'
import { runCli } from '../run-cli.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The real headless host on a throw-away data directory, and agentctl beside it with a person's settings of its own. */
export interface TestCli {
  readonly folder: string
  readonly sessions: string
  run(...args: string[]): Promise<Ran>
  /** With what is piped in, or what a person at a terminal answers. */
  runWith(
    given: Partial<Pick<Io, 'interactive' | 'confirm' | 'signal'>> & { readonly piped?: string },
    ...args: string[]
  ): Promise<Ran>
  /** A second host, on another data directory. */
  serve(data: string): Promise<HeadlessHost>
  close(): Promise<void>
}

export async function openCli(): Promise<TestCli> {
  const folder = await mkdtemp(join(tmpdir(), 'control-cli-'))
  const data = join(folder, 'data')
  const serve = (directory: string): Promise<HeadlessHost> =>
    serveHeadless(readHeadless(['--data', directory, '--vault', 'file', '--log-level', 'error']))
  const host = await serve(data)
  const config = join(folder, 'config')

  async function runWith(given: Parameters<TestCli['runWith']>[0], ...args: string[]): Promise<Ran> {
    const [out, err]: [string[], string[]] = [[], []]
    const nobody = (): Promise<never> => Promise.reject(new Error('nobody is there to answer'))
    const io: Io = {
      out: (text) => void out.push(text),
      err: (text) => void err.push(text),
      interactive: given.interactive ?? false,
      config,
      signal: given.signal ?? new AbortController().signal,
      path: (path) => resolve(folder, path),
      read: async (path) => (path === '-' ? (given.piped ?? '') : readFile(resolve(folder, path), 'utf8')),
      ask: nobody,
      askPassword: nobody,
      confirm: given.confirm ?? nobody,
    }
    const code = await runCli(args.includes('--url') ? args : ['--data', data, ...args], io)
    return { code, out: out.join(''), err: err.join('') }
  }
  return {
    folder,
    sessions: join(config, 'sessions.json'),
    run: (...args) => runWith({}, ...args),
    runWith,
    serve,
    async close() {
      await host.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function readHeadless(args: readonly string[]) {
  const options = readOptions(args)
  if (options === 'help') throw new Error('the options ask for help')
  return options
}
