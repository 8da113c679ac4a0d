import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAgentProcess, until, type AgentProcess } from './testing/agent-process.ts'
import { startControlCenter, type TestControlCenter } from './testing/control-center.ts'

const RUN = 'run_0000000001'
let center: TestControlCenter
let agent: AgentProcess

beforeEach(async () => {
  center = await startControlCenter()
  agent = createAgentProcess(center.url)
})
afterEach(async () => {
  await agent.dispose()
  await center.down()
  expect(center.seen.violations).toEqual([])
})

async function give(task = 'Write hello.'): Promise<void> {
  const answer = await agent.call('/v1/runs', { method: 'POST', body: JSON.stringify({ run: RUN, task }) })
  expect(answer.status).toBe(202)
}

async function started(): Promise<void> {
  await agent.start()
  await until(() => center.seen.beats.length > 0, 'a heartbeat')
  await until(() => /config bundle taken/.test(agent.output()), 'a config')
}

function ended() {
  return until(() => center.seen.reports.find(({ state }) => !['running', 'waiting'].includes(state)), 'the end of the run')
}

it('does a task: asks before each tool, acts on allow, tells the model of a denial, reports all of it', async () => {
  center.settings.judge = ({ tool }) => (tool === 'exec' ? 'deny' : 'allow')
  center.settings.script = [
    { text: 'I will write.', calls: [{ tool: 'write', args: { path: 'notes/hello.txt', content: 'Hello' } }, { tool: 'exec', args: { program: 'touch', args: ['never'] } }] },
    { calls: [{ tool: 'read', args: { path: 'notes/hello.txt' } }] },
    { text: 'Done.' },
  ]
  await started()
  await give()
  expect(await ended()).toMatchObject({ state: 'succeeded', steps: 3 })
  expect(readFileSync(path.join(agent.workspace, 'notes/hello.txt'), 'utf8')).toBe('Hello')
  expect(center.seen.decides.map(({ tool }) => tool)).toEqual(['write', 'exec', 'read'])
  expect(center.seen.results.map(({ tool, outcome, output }) => [tool, outcome, output])).toEqual([
    ['write', 'ok', 'Wrote 5 bytes to notes/hello.txt.'],
    ['read', 'ok', 'Hello'],
  ])
  await until(() => center.seen.events.some(({ type }) => type === 'task_completed'), 'the last event')
  expect(center.seen.turns.map(({ index, role, text }) => [index, role, text])).toEqual([
    [0, 'user', 'Write hello.'],
    [1, 'assistant', 'I will write.'],
    [2, 'tool', 'Wrote 5 bytes to notes/hello.txt.'],
    [3, 'tool', 'Denied: the profile says no'],
    [4, 'assistant', ''],
    [5, 'tool', 'Hello'],
    [6, 'assistant', 'Done.'],
  ])
  expect(JSON.stringify(center.seen.models[1]?.messages)).toContain('Denied: the profile says no')
  expect(center.seen.repeated).toEqual([])
})
