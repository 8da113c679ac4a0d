import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { z } from 'zod'

/** A process of ours that says on its first line of output where it is to be found. */
export interface Started<Ready> {
  readonly child: ChildProcess
  readonly ready: Ready
  stop(): Promise<void>
}

/**
 * Starts a file of this project under this Node, with a message channel, and waits for its first line of output.
 * @throws Error when it ends before
 */
export async function startProcess<Ready>(
  file: string,
  args: readonly string[],
  line: z.ZodType<Ready>,
  nodeArgs: readonly string[] = [],
): Promise<Started<Ready>> {
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const { stdout } = child
  if (!stdout) throw new Error(`${file} has no output`)
  const ready = await new Promise<Ready>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', (text) => resolve(line.parse(JSON.parse(text))))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${file} ended before it was ready (exit ${code})`)))
  })
  return {
    child,
    ready,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** Sends a message to a process of ours and answers its next message. */
export function ask<Answer>(child: ChildProcess, message: object, answer: z.ZodType<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    function onExit(code: number | null): void {
      reject(new Error(`a process ended while it was asked ${JSON.stringify(message).slice(0, 80)} (exit ${code})`))
    }
    child.once('exit', onExit)
    child.once('message', (value) => {
      child.off('exit', onExit)
      const parsed = answer.safeParse(value)
      if (parsed.success) resolve(parsed.data)
      else reject(new Error(`unexpected answer: ${JSON.stringify(value)}`))
    })
    child.send(message)
  })
}
