import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareDataDirectory } from './data-directory.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'control-directory-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('it is made with its parents, for its owner alone; one that is there is taken', async () => {
  const made = join(folder, 'a', 'b')
  await prepareDataDirectory(made, ['one.db'])
  await prepareDataDirectory(made, ['one.db', 'two.db'])
  expect(await readdir(made)).toEqual(['one.db', 'two.db'])
  expect((await stat(made)).mode & 0o777).toBe(0o700)
})

// Not even root can write into /proc; where there is none, none can be made.
test.each(['/proc', '/proc/x', '/proc/x/y'])('%s is refused at once, with what to do', async (directory) => {
  await expect(prepareDataDirectory(directory, ['one.db'])).rejects.toMatchObject({
    code: 'read_only',
    message: expect.stringMatching(/^The data directory \/proc\S* cannot be (made|written) \(E\w+\)\. Choose another/),
  })
})

test('a file in its place, or above it, is refused by name', async () => {
  const file = join(folder, 'file')
  await writeFile(file, '')
  for (const directory of [file, join(file, 'below')]) {
    await expect(prepareDataDirectory(directory, ['one.db'])).rejects.toMatchObject({
      code: 'read_only',
      message: expect.stringContaining(`The data directory ${directory} cannot be made`),
    })
  }
})
