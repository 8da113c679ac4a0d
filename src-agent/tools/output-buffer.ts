import { MOST_OUTPUT } from './tool.ts'

const HEAD = Math.floor(MOST_OUTPUT * 0.75)
const TAIL = MOST_OUTPUT - HEAD

/** Keeps the beginning and the end of an output of any length in bounded memory. */
export interface OutputBuffer {
  add(chunk: Buffer): void
  text(): string
  bytes(): number
}

export function createOutputBuffer(): OutputBuffer {
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let bytes = 0
  return {
    add(chunk) {
      bytes += chunk.byteLength
      const room = HEAD - head.byteLength
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)])
      if (chunk.byteLength > room) tail = Buffer.concat([tail, chunk.subarray(Math.max(room, 0))]).subarray(-TAIL)
    },
    text() {
      const cut = bytes - head.byteLength - tail.byteLength
      return cut > 0
        ? `${head.toString('utf8')}\n[cut: ${cut} bytes]\n${tail.toString('utf8')}`
        : Buffer.concat([head, tail]).toString('utf8')
    },
    bytes: () => bytes,
  }
}
