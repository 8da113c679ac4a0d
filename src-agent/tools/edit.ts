import { z } from 'zod'
import { ok, ToolFailure, type AgentTool } from './tool.ts'
import { openToRead, openToWrite, pathArg } from './workspace.ts'

const MOST_FILE = 8 * 1024 * 1024

const args = z.strictObject({
  path: pathArg,
  find: z.string().min(1).max(100_000),
  replace: z.string().max(100_000),
})

/** Replaces one exact passage. It must occur once: replacing the wrong one of several would go unnoticed. */
export const editTool: AgentTool<typeof args> = {
  id: 'edit',
  args,
  async run({ path, find, replace }, { workspace }) {
    const reading = await openToRead(workspace, path) // Also makes sure that an edit never creates a file.
    await reading.close()
    const handle = await openToWrite(workspace, path)
    try {
      const { size } = await handle.stat()
      if (size > MOST_FILE)
        throw new ToolFailure(`${JSON.stringify(path)} has ${size} bytes; at most ${MOST_FILE} can be edited.`)
      const bytes = await handle.readFile()
      const content = bytes.toString('utf8')
      if (!Buffer.from(content, 'utf8').equals(bytes))
        throw new ToolFailure(`${JSON.stringify(path)} is not UTF-8 text.`)
      const at = content.indexOf(find)
      if (at < 0) throw new ToolFailure(`The passage does not occur in ${JSON.stringify(path)}.`)
      if (content.includes(find, at + 1))
        throw new ToolFailure(
          `The passage occurs more than once in ${JSON.stringify(path)}. Give more of its surroundings.`,
        )
      const edited = content.slice(0, at) + replace + content.slice(at + find.length)
      const buffer = Buffer.from(edited, 'utf8')
      await handle.truncate(0)
      await handle.write(buffer, 0, buffer.byteLength, 0)
      await handle.datasync()
      return ok(`Edited ${path}: ${find.length} characters became ${replace.length}.`)
    } finally {
      await handle.close()
    }
  },
}
