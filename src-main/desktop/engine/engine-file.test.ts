import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findRunningEngine } from './engine-file.ts'
import { ShellError } from './port.ts'

let data = ''
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'engine-file-'))
})
afterEach(() => rmSync(data, { recursive: true }))

const uid = process.getuid?.() ?? null
const good = { url: 'http://127.0.0.1:7301/', token: null, pid: 42 }
const find = (alive = true, user = uid) => findRunningEngine(data, { isAlive: () => alive, uid: user })

function write(value: unknown, mode = 0o600) {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  writeFileSync(join(data, 'engine.json'), text)
  chmodSync(join(data, 'engine.json'), mode)
}

test('names the running engine by its origin', () => {
  write({ ...good, token: 't', more: 1 })
  expect(find()).toEqual({ url: 'http://127.0.0.1:7301', token: 't', pid: 42 })
})

test('none, a dead one and a half written file are no running engine', () => {
  expect(find()).toBeNull()
  write(good)
  expect(find(false)).toBeNull()
  write('{"url":"http://127')
  expect(find()).toBeNull()
  write({ url: good.url })
  expect(find()).toBeNull()
})

test.each([
  'http://192.168.0.7:7301/',
  'https://127.0.0.1/',
  'http://localhost:7301/',
  'http://127.0.0.1.example.com/',
  'http://127.0.0.1@example.com/',
  'http://user@127.0.0.1/',
  'file:///etc/passwd',
  'nothing',
])('an engine at %s is refused with a sentence', (url) => {
  write({ ...good, url })
  expect(() => find()).toThrow(ShellError)
})

test('a file that others can read or that is not ours is not trusted', () => {
  write(good, 0o644)
  expect(() => find()).toThrow(/not trusted/)
  write(good)
  expect(() => find(true, (uid ?? 0) + 1)).toThrow(/not trusted/)
})
