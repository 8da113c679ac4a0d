import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { orMissing } from './or-missing.ts'

test('what is not there is undefined', async () => {
  expect(await orMissing(readdir('there/is/no/such/folder'))).toBeUndefined()
  expect(await orMissing(readdir(import.meta.filename))).toBeUndefined()
})

test('what cannot be read is not taken for absent', async () => {
  await expect(orMissing(readFile(import.meta.dirname, 'utf8'))).rejects.toMatchObject({ code: 'EISDIR' })
  const refused = Object.assign(new Error('permission denied'), { code: 'EACCES' })
  await expect(orMissing(Promise.reject(refused))).rejects.toBe(refused)
})
