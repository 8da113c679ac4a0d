import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { createOutputBuffer } from './output-buffer.ts'
import { killGroup, noteProgram } from './kill-group.ts'
import { CALL_MARK, type StartedProgram } from './left-overs.ts'
import { outputsOf } from './process-table.ts'
import type { AgentTool } from './tool.ts'
import { ToolFailure } from './tool.ts'

const DEFAULT_SECONDS = 60
/** Output that was written before the end is read within this (milliseconds); whoever holds the pipes longer writes to nobody. */
const DRAIN_MS = 1_000

const args = z.strictObject({
  program: z.string().min(1).max(4096),
  args: z.array(z.string().max(100_000)).max(200).optional(),
  timeoutSeconds: z.int().min(1).max(600).optional(),
})

/**
 * Runs a program without a shell, in a process group of its own and with a minimal environment. On timeout and cancel,
 * and when the program itself has ended, what it started is ended too, and the answer waits for none of it. Where the
 * agent shares the machine, `leftOversOf` says what can hide from that.
 */
export const execTool: AgentTool<typeof args> = {
  id: 'exec',
  args,
  async run(
    { program, args: given = [], timeoutSeconds = DEFAULT_SECONDS },
    { workspace, signal, timeoutMs, call, alone },
  ) {
    if ([program, ...given].some((part) => part.includes('\0')))
      throw new ToolFailure('Program and arguments must not hold a NUL.')
    const output = createOutputBuffer()
    const child = spawn(program, given, {
      cwd: workspace,
      env: minimalEnvironment(workspace, call),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    child.stdout.on('data', output.add)
    child.stderr.on('data', output.add)
    const started: StartedProgram = {
      call,
      leader: child.pid ?? null,
      // Read at once, while the program still has what it was given.
      outputs: child.pid === undefined || process.platform !== 'linux' ? [] : outputsOf(child.pid),
    }
    const forget = noteProgram(started)
    let ended: 'timeout' | 'cancelled' | undefined
    const stop = (why: 'timeout' | 'cancelled') => {
      ended ??= why
      killGroup(started, alone)
    }
    const most = Math.min(timeoutSeconds * 1000, timeoutMs)
    const timer = setTimeout(() => stop('timeout'), most)
    const cancel = () => stop('cancelled')
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const closed = once(child, 'close')
      closed.catch(() => undefined) // A failed start is seen below.
      const [code, killedBy] = exitSchema.parse(await once(child, 'exit'))
      // Left-overs would hold the pipes open and outlive the decision that allowed them.
      killGroup(started, alone)
      if (!(await within(closed, DRAIN_MS))) {
        child.stdout.destroy()
        child.stderr.destroy()
        // What hid from the first look may show in the second.
        killGroup(started, alone)
      }
      const how =
        ended === 'timeout'
          ? `Stopped after ${Math.round(most / 1000)} s.`
          : ended === 'cancelled'
            ? 'Cancelled.'
            : code === null
              ? `Ended by ${killedBy}.`
              : `Exit code ${code}.`
      return {
        outcome: ended ?? (code === 0 ? 'ok' : 'error'),
        text: `${how}\n${output.text()}`,
        bytes: output.bytes(),
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'ENOENT')
        throw new ToolFailure(`There is no program ${JSON.stringify(program)} here.`, { cause: error })
      if (code === 'EACCES') throw new ToolFailure(`${JSON.stringify(program)} may not be run.`, { cause: error })
      throw error
    } finally {
      forget()
      clearTimeout(timer)
      signal.removeEventListener('abort', cancel)
    }
  },
}

async function within(done: Promise<unknown>, ms: number): Promise<boolean> {
  const late = new AbortController()
  try {
    return await Promise.race([done.then(() => true), sleep(ms, false, { signal: late.signal })])
  } finally {
    late.abort()
  }
}

const exitSchema = z.tuple([z.int().nullable(), z.string().nullable()])

// Nothing of the agent's own environment but where programs are.
function minimalEnvironment(workspace: string, call: string): NodeJS.ProcessEnv {
  const fallback = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].join(path.delimiter)
  const windows =
    process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'], TEMP: process.env['TEMP'] } : {}
  return {
    PATH: process.env['PATH'] ?? fallback,
    HOME: workspace,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    [CALL_MARK]: call,
    ...windows,
  }
}
