import { watch } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { LogLine } from '../../../contract/deployments.ts'
import { orMissing } from './files.ts'
import { KEPT_FILES } from './rotate.ts'

/** Longest line that is shown as one. */
const MOST_LINE = 64 * 1024
const CHUNK = 64 * 1024
/** The file is looked at this often even when the system tells of no change (milliseconds). */
const LOOK_MS = 1_000

/** The last lines of a log and its rotated parts. */
export async function tailOf(log: string, tail: number): Promise<LogLine[]> {
  return (await readTail(log, tail)).lines
}

/** The tail, then what follows, over rotations, until the signal aborts. */
export async function* followLog(log: string, tail: number, signal: AbortSignal): AsyncGenerator<LogLine> {
  const { lines, end } = await readTail(log, tail)
  yield* lines
  let at = end
  let rest = ''
  while (!signal.aborted) {
    const size = (await orMissing(stat(log), null))?.size ?? 0
    // Rotated: what is there now is all new.
    if (size < at) at = 0
    if (size === at) {
      await change(log, signal)
      continue
    }
    const { text, next } = await readFrom(log, at)
    at = next
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > MOST_LINE) {
      parts.push(rest)
      rest = ''
    }
    for (const part of parts) yield toLine(part)
  }
}

async function readTail(log: string, tail: number): Promise<{ readonly lines: LogLine[]; readonly end: number }> {
  let lines: string[] = []
  let end = 0
  for (let number = 0; number < KEPT_FILES && lines.length < tail + 1; number += 1) {
    const file = number === 0 ? log : `${log}.${number}`
    const size = (await orMissing(stat(file), null))?.size
    if (size === undefined) break
    if (number === 0) end = size
    lines = [...(await lastLines(file, size, tail - lines.length)), ...lines]
  }
  return { lines: tail === 0 ? [] : lines.slice(-tail).map(toLine), end }
}

/** Reads a file from its end until it holds so many lines. */
async function lastLines(file: string, size: number, wanted: number): Promise<string[]> {
  const handle = await open(file, 'r')
  try {
    let text = Buffer.alloc(0)
    let at = size
    while (at > 0 && count(text) <= wanted) {
      const from = Math.max(0, at - CHUNK)
      text = Buffer.concat([await readExactly(handle, from, at - from), text])
      at = from
    }
    const lines = text.toString('utf8').split('\n')
    if (lines.at(-1) === '') lines.pop()
    // Unless the file begins here, the first line is cut.
    return at > 0 ? lines.slice(1) : lines
  } finally {
    await handle.close()
  }
}

function count(text: Buffer): number {
  let lines = 0
  for (const byte of text) if (byte === 10) lines += 1
  return lines
}

async function readFrom(file: string, at: number): Promise<{ readonly text: string; readonly next: number }> {
  const handle = await orMissing(open(file, 'r'), null)
  if (!handle) return { text: '', next: 0 }
  try {
    const bytes = await readExactly(handle, at, CHUNK)
    // A character may be cut at the end of what is written so far: the line break before it is not.
    const whole = bytes.lastIndexOf(10) + 1
    const take = whole === 0 ? bytes.length : whole
    return { text: bytes.toString('utf8', 0, take), next: at + take }
  } finally {
    await handle.close()
  }
}

async function readExactly(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await handle.read(buffer, 0, length, from)
  return buffer.subarray(0, bytesRead)
}

/** Waits until the file may have changed, a moment has passed, or the signal aborts. */
async function change(file: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, LOOK_MS)
  const done = (): void => resolve()
  signal.addEventListener('abort', done, { once: true })
  const watcher = watchFile(file, done)
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', done)
  watcher?.close()
}

function watchFile(file: string, onChange: () => void): ReturnType<typeof watch> | null {
  try {
    return watch(file, onChange).on('error', onChange)
  } catch {
    return null // Not there, or no watches left: the next look comes by time.
  }
}

/** Our agent writes JSON lines that carry their time; other programs write what they like. */
function toLine(text: string): LogLine {
  const at = /^\{"at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/.exec(text)?.[1] ?? null
  return { at, stream: 'stdout', text: text.slice(0, MOST_LINE).replace(/\r$/, '').replaceAll('\0', '\\u0000') }
}
