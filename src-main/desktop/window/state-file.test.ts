import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readWindowState, writeWindowState } from './state-file.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'window-state-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const state = { x: -20, y: 40, width: 900, height: 700, maximized: true }

test('gives back what was written, and leaves one file', () => {
  const file = join(folder, 'deeper', 'window.json')
  writeWindowState(file, state)
  writeWindowState(file, { ...state, x: 0 })
  expect(readWindowState(file)).toEqual({ ...state, x: 0 })
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['window.json'])
})

test.each(['', '{"x":1', '[]', '{"x":0,"y":0,"width":1e9,"height":5,"maximized":false}', '{"x":"0"}'])(
  'a damaged file (%s) is as none',
  (text) => {
    const file = join(folder, 'window.json')
    writeFileSync(file, text)
    expect(readWindowState(file)).toBeNull()
  },
)

test('no file is the first start', () => {
  expect(readWindowState(join(folder, 'none.json'))).toBeNull()
})
