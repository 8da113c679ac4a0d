import { CommanderError } from 'commander'
import { z } from 'zod'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import type { FieldError } from '../../src-engine/contract/problem.ts'
import { CliError } from './cli-error.ts'
import { exitCodes, INTERRUPTED } from './exit-codes.ts'
import type { Io } from './io.ts'
import { printable } from './output.ts'
import { createProgram } from './program.ts'

interface Failure {
  readonly code: CliError['code']
  readonly detail: string
  readonly fields: readonly FieldError[]
}

/**
 * Runs one command line.
 * @param args without the names of program and script
 * @returns the exit code, see exit-codes.ts
 */
export async function runCli(args: readonly string[], io: Io): Promise<number> {
  const program = createProgram(io)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    // Commander has said what was wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
    if (io.signal.aborted) {
      if (error instanceof CliError) io.err(`agentctl: ${error.message}\n`)
      return INTERRUPTED
    }
    const failure = failureOf(error)
    if (args.includes('--json')) io.err(`${JSON.stringify(failure)}\n`)
    else
      io.err(
        [
          `agentctl: ${printable(failure.detail)}\n`,
          ...failure.fields.map((field) => `  ${field.in} ${field.pointer}: ${printable(field.detail)}\n`),
        ].join(''),
      )
    return exitCodes[failure.code]
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof CliError) return { code: error.code, detail: error.message, fields: error.fields }
  if (error instanceof ProblemError) {
    const hint = error.code === 'unauthenticated' ? ' Sign in with: agentctl login' : ''
    return { code: error.code, detail: error.message + hint, fields: error.fields }
  }
  if (error instanceof z.ZodError) {
    const fields = error.issues.map(({ path, message }): FieldError => ({
      in: 'query',
      pointer: path.map((key) => `/${String(key)}`).join(''),
      detail: message,
    }))
    return { code: 'usage', detail: 'An option is not right.', fields }
  }
  // The host's own sentences (a taken port, a data directory in use) come as plain errors.
  return { code: 'internal', detail: error instanceof Error ? error.message : String(error), fields: [] }
}
