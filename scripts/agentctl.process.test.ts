import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exitCodes } from '../src-main/cli/exit-codes.ts'
import { root } from './runner/root.ts'

let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'control-bin-')))
})
afterEach(() => rmSync(folder, { recursive: true }))

function run(command: string, args: string[], cwd: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  return { status, stdout, stderr }
}

test('linked into a folder of commands it works from anywhere, with paths from there and its exit code', () => {
  const command = join(folder, 'agentctl')
  symlinkSync(join(root, 'scripts', 'agentctl.mjs'), command)
  expect(run(command, ['--help'], folder)).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^Usage: agentctl /),
    stderr: '',
  })
  expect(run(command, ['agents', '--data', 'here'], folder)).toEqual({
    status: exitCodes.dependency_unavailable,
    stdout: '',
    stderr: expect.stringContaining(`No control center runs on ${join(folder, 'here')}.`),
  })
})

test('npx finds it in the project', () => {
  expect(run('npx', ['--no-install', 'agentctl', '--help'], root)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Usage: agentctl /),
  })
})
