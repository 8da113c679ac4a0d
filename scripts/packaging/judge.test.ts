import { expect, test } from 'vitest'
import { judgeContents, judgeText, packageOf } from './judge.ts'

const expected = {
  platform: 'linux',
  arch: 'x64',
  developmentOnly: new Set(['vite', '@types/node']),
  needed: ['out/main/main.cjs'],
}
const packed = (path: string) => ({ path, unpacked: false })
const good = [
  packed('out/main/main.cjs'),
  packed('node_modules/vitest-like/index.js'),
  packed('node_modules/hono/dist/helper/testing/index.js'),
  packed('node_modules/yaml/dist/doc/Document.js'),
  { path: 'node_modules/better-sqlite3/prebuilds/linux-x64.node', unpacked: true },
  { path: 'node_modules/keytar/build/Release/keytar.node', unpacked: true },
]

test('a clean app has no fault', () => {
  expect(judgeContents(good, expected)).toEqual([])
})

test.each([
  ['source files', 'out/engine/compose.mjs.map'],
  ['source files', 'node_modules/zod/src/index.ts'],
  ['tests or other parts of the project', 'node_modules/x/lib/x.test.js'],
  ['tests or other parts of the project', 'src-engine/store/testing/open.mjs'],
  ['native parts of another platform', 'node_modules/better-sqlite3/prebuilds/linuxmusl-x64.node'],
  ['native parts of another platform', 'node_modules/better-sqlite3/prebuilds/linux-arm64.node'],
  ['native parts of another platform', 'node_modules/@node-rs/argon2-win32-x64-msvc/argon2.win32-x64-msvc.node'],
  ['native parts inside the archive', 'node_modules/keytar/build/Release/keytar.node'],
  ['development dependencies', 'node_modules/vite/index.js'],
  ['development dependencies', 'node_modules/@types/node/package.json'],
  ['development dependencies', 'node_modules/a/node_modules/vite/index.js'],
  ['files that look like secrets', 'resources/.env'],
  ['files that look like secrets', 'resources/signing.pem'],
  ['files that look like secrets', '.npmrc'],
])('%s are found: %s', (what, path) => {
  const faults = judgeContents([...good.filter((file) => file.path !== path), packed(path)], expected)
  expect(faults.join('; ')).toContain(`${what}: ${what === 'development dependencies' ? packageOf(path) : path}`)
})

test('something missing is found', () => {
  expect(judgeContents(good.slice(1), expected)).toEqual(['missing: out/main/main.cjs'])
})

test('secrets and the folder of the build are found in texts', () => {
  expect(judgeText('const a = 1', '/home/me/project')).toEqual([])
  expect(judgeText(`key = "sk-ant-${'a'.repeat(24)}"`, '/home/me/project')).toHaveLength(1)
  expect(judgeText('-----BEGIN EC PRIVATE KEY-----', '/home/me/project')).toHaveLength(1)
  expect(judgeText('file:///home/me/project/src/x.ts', '/home/me/project')).toHaveLength(1)
})
