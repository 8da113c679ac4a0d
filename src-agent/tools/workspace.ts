import { constants } from 'node:fs'
import { lstat, mkdir, open, readlink, realpath, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { orMissing } from './or-missing.ts'
import { ToolFailure } from './tool.ts'

/** A path argument, as the contract's reference tools declare it. */
export const pathArg = z.string().min(1).max(4096)

// O_NONBLOCK: opening a pipe must not hang. Windows has neither flag.
const NO_FOLLOW = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * The real path of what `given` names inside the workspace. Symbolic links are followed as long as they stay inside.
 * When `mayBeNew`, the last parts may not exist yet. Throws `ToolFailure` on every way out: `..`, absolute paths,
 * links that leave, dangling links.
 */
export async function resolveInside(workspace: string, given: string, mayBeNew = false): Promise<string> {
  if (given.includes('\0')) throw new ToolFailure('The path holds a NUL.')
  const root = await realpath(workspace)
  const wanted = path.resolve(root, given)
  // An absolute path is fine when it names the workspace as the agent sees it.
  if (!isInside(root, wanted) && !isInside(path.resolve(workspace), wanted)) throw outside(given)
  const missing: string[] = []
  for (let current = wanted; ; current = path.dirname(current)) {
    const real = await realpathOrMissing(current, given)
    if (real !== undefined) {
      const resolved = path.join(real, ...missing)
      if (!isInside(root, real)) throw outside(given)
      if (missing.length > 0 && !mayBeNew) throw new ToolFailure(`There is no ${JSON.stringify(given)}.`)
      return resolved
    }
    missing.unshift(path.basename(current))
    if (path.dirname(current) === current) throw outside(given)
  }
}

/** Opens a regular file inside the workspace to read it. */
export async function openToRead(workspace: string, given: string): Promise<FileHandle> {
  return openChecked(workspace, given, await resolveInside(workspace, given), constants.O_RDONLY)
}

/** Opens (or makes, with its folders) a regular file inside the workspace to replace its content. It is not yet truncated. */
export async function openToWrite(workspace: string, given: string): Promise<FileHandle> {
  const target = await resolveInside(workspace, given, true)
  await mkdir(path.dirname(target), { recursive: true })
  // The folders exist now: resolve again, in case one of them came to be a link meanwhile.
  const settled = await resolveInside(workspace, given, true)
  return openChecked(workspace, given, settled, constants.O_RDWR | constants.O_CREAT)
}

async function openChecked(workspace: string, given: string, target: string, flags: number): Promise<FileHandle> {
  const handle = await open(target, flags | NO_FOLLOW, 0o644)
  try {
    if (!(await handle.stat()).isFile()) throw new ToolFailure(`${JSON.stringify(given)} is not a file.`)
    await checkOpened(workspace, given, handle)
    return handle
  } catch (error) {
    await handle.close()
    throw error
  }
}

// A folder swapped for a link between check and open would lead out; what was really opened settles it. Only Linux tells.
async function checkOpened(workspace: string, given: string, handle: FileHandle): Promise<void> {
  if (process.platform !== 'linux') return
  const opened = await readlink(`/proc/self/fd/${handle.fd}`)
  if (!isInside(await realpath(workspace), opened)) throw outside(given)
}

async function realpathOrMissing(target: string, given: string): Promise<string | undefined> {
  try {
    return await realpath(target)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTDIR')
      throw new ToolFailure(`A part of ${JSON.stringify(given)} is a file, not a folder.`, { cause: error })
    if (code !== 'ENOENT') throw error
    const link = await orMissing(lstat(target)) // Not there at all: the caller looks at its folder.
    if (link !== undefined)
      throw new ToolFailure(`${JSON.stringify(given)} is a link that leads nowhere.`, { cause: error })
    return undefined
  }
}

function isInside(root: string, target: string): boolean {
  const relative = path.relative(root, target)
  return relative === '' || (!relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative))
}

function outside(given: string): ToolFailure {
  return new ToolFailure(`${JSON.stringify(given)} leads out of the workspace.`)
}
