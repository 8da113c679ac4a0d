import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { countedRun } from './counted-run.ts'

const folder = mkdtempSync(join(tmpdir(), 'counted-run-'))
afterAll(() => rmSync(folder, { recursive: true }))

const write = `import { mkdirSync, writeFileSync } from 'node:fs'; import { dirname } from 'node:path'
mkdirSync(dirname(process.env.SUITE_COUNTS), { recursive: true })
writeFileSync(process.env.SUITE_COUNTS, '{"passed":5,"failed":0,"skipped":1}')`

test('hands back what the reporter wrote', async () => {
  expect(await countedRun('x', [script('ok', write)], {})).toEqual({ passed: 5, failed: 0, skipped: 1 })
})

test('a runner that fails although no test did counts as one failure', async () => {
  expect(await countedRun('x', [script('late', `${write}\nprocess.exitCode = 3`)], {})).toEqual({
    passed: 5,
    failed: 1,
    skipped: 1,
  })
})

test('a runner that dies before it wrote anything counts as one failure', async () => {
  expect(await countedRun('x', [script('dead', 'process.exit(2)')], {})).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('a runner that ends well and wrote nothing has run no test', async () => {
  expect(await countedRun('x', [script('mute', '')], {})).toEqual({ passed: 0, failed: 0, skipped: 0 })
})

function script(name: string, body: string): string {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, body)
  return file
}
