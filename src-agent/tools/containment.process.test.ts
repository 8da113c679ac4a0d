import { execFileSync } from 'node:child_process'
import { existsSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callTool } from '../testing/tool-call.ts'

let home: string
let workspace: string

beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'containment-'))
  workspace = path.join(home, 'workspace')
  mkdirSync(path.join(workspace, 'inside'), { recursive: true })
  mkdirSync(path.join(home, 'workspace-evil'))
  mkdirSync(path.join(home, 'outside'))
  writeFileSync(path.join(home, 'outside', 'secret'), 'SECRET')
  writeFileSync(path.join(home, 'workspace-evil', 'secret'), 'SECRET')
  writeFileSync(path.join(workspace, 'inside', 'note'), 'fine')
  symlinkSync(path.join(home, 'outside'), path.join(workspace, 'folder-link'))
  symlinkSync('../outside/secret', path.join(workspace, 'file-link'))
  symlinkSync('../outside/new', path.join(workspace, 'dangling'))
  symlinkSync('inside/note', path.join(workspace, 'inner-link'))
  symlinkSync('loop', path.join(workspace, 'loop'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const escapes = () => [
  '../outside/secret',
  'inside/../../outside/secret',
  path.join(home, 'outside/secret'),
  '../workspace-evil/secret',
  'folder-link/secret',
  'folder-link/new/deep',
  'inside/../folder-link/secret',
  'file-link',
  'dangling',
  'loop',
  '/etc/passwd',
  '/proc/self/environ',
  'note\0.txt',
  '..',
]

describe.each([
  ['read', {}],
  ['write', { content: 'EVIL' }],
  ['edit', { find: 'SECRET', replace: 'EVIL' }],
  ['list', {}],
  ['memory_get', {}],
])('%s', (tool, more) => {
  it('stays inside the workspace', async () => {
    mkdirSync(path.join(workspace, 'memory'))
    for (const given of escapes()) {
      const { outcome, text } = await callTool(workspace, tool, { path: given, ...more })
      expect([given, outcome]).toEqual([given, 'error'])
      expect(text).not.toContain('SECRET')
      expect(text).not.toContain(home + '/outside/secret:')
    }
    expect(readFileSync(path.join(home, 'outside', 'secret'), 'utf8')).toBe('SECRET')
    expect(existsSync(path.join(home, 'outside', 'new'))).toBe(false)
  })
})

it('follows links that stay inside, and the absolute path of the workspace itself', async () => {
  expect(await callTool(workspace, 'read', { path: 'inner-link' })).toMatchObject({ outcome: 'ok', text: 'fine' })
  expect(await callTool(workspace, 'read', { path: path.join(workspace, 'inside/note') })).toMatchObject({
    outcome: 'ok',
    text: 'fine',
  })
  expect(await callTool(workspace, 'write', { path: 'inner-link', content: 'new' })).toMatchObject({ outcome: 'ok' })
  expect(readFileSync(path.join(workspace, 'inside/note'), 'utf8')).toBe('new')
})

it('works when the workspace is itself reached through a link', async () => {
  symlinkSync(workspace, path.join(home, 'alias'))
  expect(await callTool(path.join(home, 'alias'), 'read', { path: 'inside/note' })).toMatchObject({
    outcome: 'ok',
    text: 'fine',
  })
  expect(await callTool(path.join(home, 'alias'), 'read', { path: '../outside/secret' })).toMatchObject({
    outcome: 'error',
  })
})

it('notes that are links out of the workspace are neither searched nor read', async () => {
  mkdirSync(path.join(workspace, 'memory'))
  writeFileSync(path.join(workspace, 'memory', 'good.md'), 'the word SECRETLY is here')
  symlinkSync(path.join(home, 'outside/secret'), path.join(workspace, 'memory', 'bad.md'))
  expect((await callTool(workspace, 'memory_search', { query: 'secret secretly' })).text).toBe(
    'good.md\n  the word SECRETLY is here',
  )
})

it('does not hang on a pipe, nor take a folder for a file', async () => {
  execFileSync('mkfifo', [path.join(workspace, 'pipe')])
  expect(await callTool(workspace, 'read', { path: 'pipe' })).toMatchObject({ outcome: 'error' })
  expect(await callTool(workspace, 'write', { path: 'pipe', content: 'x' })).toMatchObject({ outcome: 'error' })
  expect(await callTool(workspace, 'read', { path: 'inside' })).toMatchObject({ outcome: 'error' })
  linkSync(path.join(workspace, 'inside/note'), path.join(workspace, 'hard'))
  expect(await callTool(workspace, 'read', { path: 'hard' })).toMatchObject({ outcome: 'ok' })
})
