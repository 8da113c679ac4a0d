import type Docker from 'dockerode'
import type { LogLine } from '../../../contract/deployments.ts'

const HEADER = 8
/** Docker cuts its own lines at 16 KiB; more than this without a line break is handed on in parts. */
const MOST_LINE = 64 * 1024

/**
 * Splits a container's log stream into lines. Each frame has a header of 8 bytes (stream, three zeros, length as
 * big-endian 32 bit; Docker Engine API, "Stream format"), and frames fall anywhere into chunks.
 */
export async function* logLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  let waiting: Buffer = Buffer.alloc(0)
  const open = { stdout: '', stderr: '' }
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  for await (const chunk of chunks) {
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
    while (waiting.length >= HEADER) {
      const end = HEADER + waiting.readUInt32BE(4)
      if (waiting.length < end) break
      const stream = waiting[0] === 2 ? 'stderr' : 'stdout'
      open[stream] += decoders[stream].decode(waiting.subarray(HEADER, end), { stream: true })
      waiting = waiting.subarray(end)
      const lines = open[stream].split('\n')
      open[stream] = lines.pop() ?? ''
      for (const line of lines) yield stamped(stream, line)
      if (open[stream].length > MOST_LINE) {
        yield stamped(stream, open[stream])
        open[stream] = ''
      }
    }
  }
  for (const stream of ['stdout', 'stderr'] as const) if (open[stream] !== '') yield stamped(stream, open[stream])
}

/** Docker stamps with nanoseconds; the contract's times have milliseconds. */
function stamped(stream: 'stdout' | 'stderr', line: string): LogLine {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z ?(.*)$/s.exec(line)
  const text = (found?.[3] ?? line).replace(/\r$/, '').replaceAll('\0', '\\u0000')
  const at = found === null ? null : `${found[1] ?? ''}.${(found[2] ?? '').padEnd(3, '0').slice(0, 3)}Z`
  return { at, stream, text }
}

/** The last lines of a container's log, running or not. */
export async function tailOf(container: Docker.Container, tail: number): Promise<LogLine[]> {
  const bytes = await container.logs({ stdout: true, stderr: true, timestamps: true, tail, follow: false })
  const lines: LogLine[] = []
  for await (const line of logLines(one(bytes))) lines.push(line)
  return lines
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(bytes)
}
