import { lstat, readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { cutBytes } from '../text/index.ts'
import { MOST_OUTPUT, ok, ToolFailure, type AgentTool } from './tool.ts'
import { pathArg, resolveInside } from './workspace.ts'

const MOST_ENTRIES = 1_000
const args = z.strictObject({ path: pathArg })

/** Lists a folder: one entry a line, folders with a slash, files with their size. Links are named, not followed. */
export const listTool: AgentTool<typeof args> = {
  id: 'list',
  args,
  async run({ path: given }, { workspace }) {
    const folder = await resolveInside(workspace, given)
    if (!(await lstat(folder)).isDirectory()) throw new ToolFailure(`${JSON.stringify(given)} is not a folder.`)
    const entries = (await readdir(folder, { withFileTypes: true })).toSorted((a, b) => a.name.localeCompare(b.name))
    const lines = await Promise.all(
      entries.slice(0, MOST_ENTRIES).map(async (entry) => {
        if (entry.isDirectory()) return `${entry.name}/`
        if (entry.isSymbolicLink()) return `${entry.name} (link)`
        const stat = await lstat(path.join(folder, entry.name))
        return `${entry.name} (${stat.size} bytes)`
      }),
    )
    if (entries.length > MOST_ENTRIES) lines.push(`[cut: ${MOST_ENTRIES} of ${entries.length} entries]`)
    const text = lines.length === 0 ? '(empty)' : lines.join('\n')
    return ok(cutBytes(text, MOST_OUTPUT), Buffer.byteLength(text))
  },
}
