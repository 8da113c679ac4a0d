import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const BEAT_MS = 3_000
const STALE_MS = 180_000

/**
 * Runs `work` while holding a directory lock, so that two commands started at once do not both
 * install. The holder touches the directory every 3 s. A lock is taken over when its holder and
 * every process the holder named are dead, or when nobody touched it for 3 minutes (process ids
 * come round again, and another machine's mean nothing here).
 * @template T
 * @param {string} dir path of the lock directory; its parent must exist
 * @param {string} what shown once to whoever has to wait
 * @param {(name: (pid: number) => void) => Promise<T>} work gets a function that names a process
 *   it started, which keeps the lock alive although the holder was killed
 * @returns {Promise<T>}
 */
export async function withLock(dir, what, work) {
  await acquire(dir, what)
  const beat = setInterval(() => utimesSync(dir, new Date(), new Date()), BEAT_MS)
  beat.unref()
  try {
    return await work((pid) => writeHolder(dir, [process.pid, pid]))
  } finally {
    clearInterval(beat)
    rmSync(dir, { recursive: true, force: true })
  }
}

/** @param {string} dir @param {string} what */
async function acquire(dir, what) {
  for (let told = false; ; told = true) {
    if (tryTake(dir)) return
    if (isStale(dir)) {
      discard(dir)
      continue
    }
    if (!told) process.stderr.write(`waiting for another command that is ${what}\n`)
    await sleep(250)
  }
}

/** @param {string} dir */
function tryTake(dir) {
  try {
    mkdirSync(dir)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  writeHolder(dir, [process.pid])
  return true
}

/** @param {string} dir @param {number[]} pids */
function writeHolder(dir, pids) {
  writeFileSync(join(dir, 'holder'), JSON.stringify({ pids, host: hostname() }))
}

/** @param {string} dir */
function isStale(dir) {
  try {
    if (Date.now() - statSync(dir).mtimeMs > STALE_MS) return true
    const holder = JSON.parse(readFileSync(join(dir, 'holder'), 'utf8'))
    return holder.host === hostname() && !holder.pids.some(isAlive)
  } catch (error) {
    // Gone, or its holder has not written its name yet: look again.
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return false
    throw error
  }
}

/** Moves the stale lock aside first: of two who found it stale, only one can. @param {string} dir */
function discard(dir) {
  const aside = `${dir}.stale-${process.pid}`
  try {
    renameSync(dir, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return
    throw error
  }
  rmSync(aside, { recursive: true, force: true })
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** @param {unknown} error @returns {unknown} */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
