import { spawn } from 'node:child_process'

type RunOptions = {
  env?: Readonly<Record<string, string>>
  /** `quiet` keeps stdout and stderr and shows them, on stderr, only when the command fails; `discard` never does. */
  output?: 'inherit' | 'quiet' | 'discard'
}

const running = new Set<ReturnType<typeof spawn>>()

/**
 * Runs one program (no shell) from the project folder.
 * @returns its exit code; 128 when a signal ended it
 */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  const output = options.output ?? 'inherit'
  const child = spawn(command, args, {
    stdio: output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  running.add(child)
  const kept: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => kept.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => kept.push(chunk))
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exit) => resolve(exit ?? 128))
    })
    if (output === 'quiet' && code !== 0) process.stderr.write(Buffer.concat(kept))
    return code
  } finally {
    running.delete(child)
  }
}

/** Hands a signal on to whatever `run` has started and not seen the end of. */
export function signalRunning(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal)
}
