import { z } from 'zod'
import { ok, type AgentTool } from './tool.ts'
import { openToWrite, pathArg } from './workspace.ts'

const args = z.strictObject({ path: pathArg, content: z.string().max(1_000_000) })

/** Creates or replaces a file, with the folders it needs. */
export const writeTool: AgentTool<typeof args> = {
  id: 'write',
  args,
  async run({ path, content }, { workspace }) {
    const handle = await openToWrite(workspace, path)
    try {
      await handle.truncate(0)
      await handle.writeFile(content)
      await handle.datasync()
    } finally {
      await handle.close()
    }
    return ok(`Wrote ${Buffer.byteLength(content)} bytes to ${path}.`)
  },
}
