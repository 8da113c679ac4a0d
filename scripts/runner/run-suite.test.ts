import { expect, test, vi } from 'vitest'
import { ServerMissing } from '../../e2e/servers/server.ts'
import { runSuite } from './run-suite.ts'
import type { Suite } from './suite.ts'

const base: Suite = {
  name: 'sample',
  files: () => ['a.test.ts'],
  needs: async () => undefined,
  servers: async () => [],
  run: async () => ({ passed: 2, failed: 0, skipped: 0 }),
}

test('a missing server is told apart from a failure', async () => {
  const needs = async () => {
    throw new ServerMissing('no engine', 'apt-get install docker.io')
  }
  expect(await runSuite({ ...base, needs }, [])).toEqual({
    kind: 'missing',
    name: 'sample',
    why: 'no engine',
    command: 'apt-get install docker.io',
  })
})

test('a suite without files, and one that ran no test, failed', async () => {
  expect(await runSuite({ ...base, files: () => [] }, [])).toMatchObject({ counts: { passed: 0, failed: 1 } })
  const run = async () => ({ passed: 0, failed: 0, skipped: 3 })
  expect(await runSuite({ ...base, run }, [])).toMatchObject({ counts: { passed: 0, failed: 1 } })
})

test('servers give their address to the run and end also when it throws', async () => {
  vi.spyOn(console, 'error').mockReturnValue(undefined)
  const stop = vi.fn(async () => undefined)
  const servers = async () => [{ env: { WHERE: 'here' }, stop }]
  let seen: unknown
  const run: Suite['run'] = async ({ env }) => {
    seen = env
    throw new Error('the runner broke')
  }
  expect(await runSuite({ ...base, servers, run }, [])).toMatchObject({
    counts: { failed: 1 },
    note: 'the runner broke',
  })
  expect(seen).toEqual({ WHERE: 'here' })
  expect(stop).toHaveBeenCalledOnce()
})
