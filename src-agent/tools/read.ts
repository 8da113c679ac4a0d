import type { FileHandle } from 'node:fs/promises'
import { z } from 'zod'
import { cutBytes } from '../text/index.ts'
import { MOST_OUTPUT, ok, type AgentTool } from './tool.ts'
import { openToRead, pathArg } from './workspace.ts'

const args = z.strictObject({ path: pathArg })

/** Reads a text file; bytes that are no UTF-8 become replacement characters. */
export const readTool: AgentTool<typeof args> = {
  id: 'read',
  args,
  async run({ path }, { workspace }) {
    const handle = await openToRead(workspace, path)
    try {
      const { size } = await handle.stat()
      const text = await readHead(handle, MOST_OUTPUT)
      return ok(size > MOST_OUTPUT ? `${text}\n[cut: the first ${MOST_OUTPUT} of ${size} bytes]` : text, size)
    } finally {
      await handle.close()
    }
  },
}

/** The first `most` bytes of a file as text. */
export async function readHead(handle: FileHandle, most: number): Promise<string> {
  const buffer = Buffer.alloc(most)
  let filled = 0
  while (filled < most) {
    const { bytesRead } = await handle.read(buffer, filled, most - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  // Replacement characters take more bytes than what they stand for.
  return cutBytes(buffer.toString('utf8', 0, filled), most)
}
