import { homedir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { baseDirectory } from './base-directory.ts'

test('a base directory that is unset, empty or relative is ignored', () => {
  const otherwise = join(homedir(), '.config')
  for (const given of [undefined, '', 'here', './here']) expect(baseDirectory(given, '.config')).toBe(otherwise)
  expect(baseDirectory('/srv/config', '.config')).toBe('/srv/config')
})
