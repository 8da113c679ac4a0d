import { expect, test } from 'vitest'
import { select } from './select.ts'
import type { Suite } from './suite.ts'

const lint = suite('lint', null)
const engine = suite('engine', ['src-engine/store/write.test.ts', 'src-engine/decide/judge.test.ts'])
const docker = suite('docker', ['src-engine/deploy/docker.docker.test.ts'])
const all = [lint, engine, docker]

test('no words: everything, unfiltered', () => {
  expect(select(all, [])).toEqual(all.map((one) => ({ suite: one, patterns: [] })))
})

test('a suite by its name runs whole', () => {
  expect(select(all, ['docker'])).toEqual([{ suite: docker, patterns: [] }])
})

test('any other word picks the files that contain it', () => {
  expect(select(all, ['store/'])).toEqual([{ suite: engine, patterns: ['store/'] }])
})

test('name and word together, in the order of the suites', () => {
  expect(select(all, ['docker', 'judge'])).toEqual([
    { suite: engine, patterns: ['judge'] },
    { suite: docker, patterns: [] },
  ])
})

test('a word that matches nothing selects nothing', () => {
  expect(select(all, ['nowhere'])).toEqual([])
})

function suite(name: string, files: string[] | null): Suite {
  return {
    name,
    files: files === null ? null : () => files,
    needs: async () => undefined,
    servers: async () => [],
    run: async () => ({ passed: 1, failed: 0, skipped: 0 }),
  }
}
