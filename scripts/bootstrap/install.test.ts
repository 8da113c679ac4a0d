import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BootstrapFailure, ensureInstalled } from './install.mjs'

let root = ''
let said: string[] = []
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'))
  said = []
  const packages = {
    '': {},
    'node_modules/a': {},
    'node_modules/b': { os: [process.platform], cpu: [process.arch] },
    'node_modules/elsewhere': { os: ['plan9'] },
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
})
afterEach(() => rmSync(root, { recursive: true }))

function unpack(path: string): void {
  const file = join(root, path, 'package.json')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '{}')
}
const install = (npm: () => Promise<number>): Promise<void> =>
  ensureInstalled(root, { npm, say: (line) => said.push(line), tellEveryMs: 10 })
/** Waits until a line was said. */
async function heard(line: RegExp): Promise<void> {
  while (!said.some((one) => line.test(one))) await new Promise((resolve) => setTimeout(resolve, 5))
}
const never = (): Promise<number> => Promise.reject(new Error('npm was asked'))

test('tells how far it is, counting what this platform gets, and does it once', async () => {
  await install(async () => {
    await heard(/0 of 2/)
    unpack('node_modules/a')
    await heard(/1 of 2/)
    unpack('node_modules/b')
    await heard(/2 of 2/)
    return 0
  })
  expect(said[0]).toBe('installing 2 packages (about a minute, once)')
  expect(said.slice(1, -1).filter((line) => !/^ {2}\d+ s: \d of 2 packages unpacked$/.test(line))).toEqual([])
  expect(said.at(-1)).toMatch(/^installed in \d+ s$/)
  await install(never)
})

test('another lockfile asks for a new installation', async () => {
  unpack('node_modules/a')
  await install(() => Promise.resolve(0))
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: {} }))
  await expect(install(never)).rejects.toThrow('npm was asked')
})

test('when npm fails: a sentence, and the next command tries again', async () => {
  unpack('node_modules/a')
  const failed = install(() => Promise.resolve(7))
  await expect(failed).rejects.toThrow(BootstrapFailure)
  await expect(failed).rejects.toThrow('npm ci failed (exit 7); what npm said stands above.')
  expect(existsSync(join(root, '.bootstrap-lock'))).toBe(false)
  await install(() => Promise.resolve(0))
  await install(never)
})
