import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileSystemSize, type FreeSpace, watchFreeSpace } from './free-space.ts'

const MIB = 1024 * 1024
const FILES = ['control.db', 'streams.db']
let monotonic = 0
let directory: string
let measured = 0
let free: FreeSpace
/** What the file system claims in place of what it has. */
let claims: Partial<FileSystemSize> = {}

beforeEach(async () => {
  monotonic = 0
  measured = 0
  claims = {}
  directory = await mkdtemp(join(tmpdir(), 'control-space-'))
  for (const file of FILES) await writeFile(join(directory, file), '')
  free = watchFreeSpace(directory, FILES, { now: () => 0, monotonic: () => monotonic }, async (of) => {
    measured += 1
    const { bsize, blocks, bavail } = await statfs(of)
    return { bsize, blocks, bavail, ...claims }
  })
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('a disk with less than 64 MiB left says so, with what to do; one with as much does not', async () => {
  claims = { bsize: MIB, blocks: 1_000, bavail: 63 }
  expect(await free.shortage()).toMatchObject({
    code: 'storage_full',
    message: expect.stringMatching(/63 MiB are left\. Free some space/),
  })
  claims = { bsize: MIB, blocks: 1_000, bavail: 64 }
  monotonic = 5_000
  expect(await free.shortage()).toBeNull()
})

test('it is measured once in five seconds, however many ask', async () => {
  await Promise.all([free.shortage(), free.shortage()])
  monotonic = 4_999
  await free.shortage()
  expect(measured).toBe(1)
  monotonic = 5_000
  await free.shortage()
  expect(measured).toBe(2)
})

test('a file system that does not know its size is not called full; a directory that is gone is told', async () => {
  claims = { bsize: 4_096, blocks: 0, bavail: 0 }
  expect(await free.shortage()).toBeNull()
  await rm(directory, { recursive: true })
  monotonic = 5_000
  expect(await free.shortage()).toMatchObject({
    code: 'dependency_unavailable',
    message: expect.stringContaining('does not answer (ENOENT)'),
  })
})

test('an empty directory in the place of the one that is gone is told too, and one without one of the files', async () => {
  await rm(directory, { recursive: true })
  await mkdir(directory)
  expect(await free.shortage()).toMatchObject({ code: 'dependency_unavailable' })
  await writeFile(join(directory, 'control.db'), '')
  monotonic = 5_000
  expect(await free.shortage()).toMatchObject({ code: 'dependency_unavailable' })
})
