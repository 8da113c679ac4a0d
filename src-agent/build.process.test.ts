import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { buildAgent } from './build.ts'
import { createAgentProcess, until } from './testing/agent-process.ts'
import { startControlCenter } from './testing/control-center.ts'
import { RUN } from './testing/fixture.ts'

it('bundles into files that work with nothing beside them', async () => {
  const out = mkdtempSync(path.join(os.tmpdir(), 'bundle-'))
  await buildAgent(out)
  expect(readdirSync(out).toSorted()).toEqual(['agent.mjs', 'forwarder.mjs'])
  const center = await startControlCenter()
  const agent = createAgentProcess(center.url, path.join(out, 'agent.mjs'))
  center.settings.script = [{ calls: [{ tool: 'write', args: { path: 'a', content: 'a' } }] }, { text: 'Done.' }]
  center.settings.owed = [{ run: RUN, task: 'Do it.' }]
  await agent.start()
  await until(
    () => center.seen.reports.some(({ state }) => state === 'succeeded'),
    `the end of the run ${agent.output()}`,
  )
  expect(await agent.end('SIGTERM')).toBe(0)
  expect(center.seen.violations).toEqual([])
  await agent.dispose()
  await center.down()
  rmSync(out, { recursive: true, force: true })
})
