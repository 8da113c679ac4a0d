import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exitCodes } from '../cli/exit-codes.ts'

let data = ''
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'control-run-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

test('a stop that fails says so in a sentence and by its exit code, and ends all the same', async () => {
  const args = ['src-main/headless/main.ts', '--data', data, '--vault', 'file', '--log-level', 'error']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [err, closed] = [text(child.stderr), once(child, 'close')]
  await once(child.stdout, 'data')
  // A folder in the place of engine.json cannot be removed as a file.
  await rm(join(data, 'engine.json'))
  await mkdir(join(data, 'engine.json'))
  child.kill('SIGTERM')
  const [code, signal] = (await closed) as [number | null, NodeJS.Signals | null]
  expect({ code, signal }).toEqual({ code: exitCodes.internal, signal: null })
  expect(await err).toMatch(/^[^\n]*engine\.json[^\n]*\n$/)
})

test.each([
  ['npm start', ['src-main/headless/main.ts']],
  ['agentctl serve', ['src-main/cli/main.ts', 'serve']],
])('%s: a data directory that cannot be made ends the start with a sentence and a code', async (_, entry) => {
  // Nobody can make a folder in /proc, nor can that where there is no /proc.
  const args = [...entry, '--data', '/proc/control', '--vault', 'file']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000 })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect({ code, out }).toEqual({ code: exitCodes.read_only, out: '' })
  expect(err).toMatch(/^(agentctl: )?The data directory \/proc\/control cannot be made[^\n]* Choose another[^\n]*\n$/)
})
