import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { untilRemoved } from './removed.ts'

test('a folder that goes is noticed; a wait that is ended is not taken for one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'agent-removed-'))
  const ending = new AbortController()
  const ended = untilRemoved(folder, ending.signal, 10)
  ending.abort()
  expect(await ended).toBe(false)
  const gone = untilRemoved(folder, new AbortController().signal, 10)
  await rm(folder, { recursive: true })
  expect(await gone).toBe(true)
})
