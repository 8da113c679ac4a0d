import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { cutBytes } from '../text/index.ts'
import { orMissing } from './or-missing.ts'
import { readHead, readTool } from './read.ts'
import { MOST_OUTPUT, ok, ToolFailure, type AgentTool } from './tool.ts'
import { openToRead, pathArg, resolveInside } from './workspace.ts'

/** The folder of the workspace that holds the agent's notes; `write` and `edit` keep them. */
const FOLDER = 'memory'
const MOST_NOTES = 2_000
const MOST_NOTE_BYTES = 256 * 1024

const searchArgs = z.strictObject({ query: z.string().min(1).max(500), limit: z.int().min(1).max(50).optional() })

/** Ranks notes by how many of the query's words they hold (title words count more), and shows the best passage of each. */
export const memorySearchTool: AgentTool<typeof searchArgs> = {
  id: 'memory_search',
  args: searchArgs,
  async run({ query, limit = 10 }, { workspace, signal }) {
    const words = wordsOf(query)
    const found: { name: string; score: number; passage: string }[] = []
    for (const name of await noteNames(workspace)) {
      signal.throwIfAborted()
      const text = await readNote(workspace, path.join(FOLDER, name))
      const inText = new Set(wordsOf(text))
      const inName = new Set(wordsOf(name))
      const score = words.reduce((sum, word) => sum + (inText.has(word) ? 1 : 0) + (inName.has(word) ? 2 : 0), 0)
      if (score > 0) found.push({ name, score, passage: passageOf(text, words) })
    }
    const best = found.toSorted((a, b) => b.score - a.score || a.name.localeCompare(b.name)).slice(0, limit)
    if (best.length === 0) return ok('No note matches.')
    return ok(cutBytes(best.map(({ name, passage }) => `${name}\n  ${passage}`).join('\n'), MOST_OUTPUT))
  },
}

const getArgs = z.strictObject({ path: pathArg })

/** Reads one note. */
export const memoryGetTool: AgentTool<typeof getArgs> = {
  id: 'memory_get',
  args: getArgs,
  async run(given, call) {
    const notes = await notesFolder(call.workspace)
    if (notes === undefined) throw new ToolFailure('There are no notes yet.')
    return readTool.run(given, { ...call, workspace: notes })
  },
}

async function notesFolder(workspace: string): Promise<string | undefined> {
  const folder = await resolveInside(workspace, FOLDER, true)
  const there = await orMissing(readdir(folder)) // No folder yet means no notes.
  return there === undefined ? undefined : folder
}

async function noteNames(workspace: string): Promise<string[]> {
  const folder = await notesFolder(workspace)
  if (folder === undefined) return []
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(md|txt)$/i.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted()
    .slice(0, MOST_NOTES)
}

async function readNote(workspace: string, name: string): Promise<string> {
  const handle = await openToRead(workspace, name)
  try {
    return await readHead(handle, MOST_NOTE_BYTES)
  } finally {
    await handle.close()
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function passageOf(text: string, words: readonly string[]): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const score = (line: string): number => words.filter((word) => line.toLowerCase().includes(word)).length
  const best = lines.reduce((top, line) => (score(line) > score(top) ? line : top), lines[0] ?? '')
  return best.trim().slice(0, 300)
}
