import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { type Program, together } from './together.ts'

const FOREVER = 'setInterval(() => {}, 1000)'
function program(name: string, source: string): Program {
  return { name, child: spawn(process.execPath, ['-e', source], { stdio: 'ignore' }) }
}

test.each([
  ['process.exitCode = 7', 'exit 7'],
  ['process.exitCode = 0', 'exit 0'],
  ['process.kill(process.pid, "SIGKILL")', 'SIGKILL'],
])('one that ends by itself (%s) takes the others along, and that is a failure', async (source, how) => {
  const other = program('the other', FOREVER)
  expect(await together([other, program('the one', source)], new AbortController().signal)).toEqual({
    summary: `the one ended by itself (${how}); what it said stands above`,
    exitCode: 1,
  })
  expect(other.child.signalCode).toBe('SIGTERM')
})

test('one that could not even start is such an end', async () => {
  const missing = { name: 'the one', child: spawn('/nowhere/no-such-program', { stdio: 'ignore' }) }
  expect(await together([program('the other', FOREVER), missing], new AbortController().signal)).toEqual({
    summary: 'the one could not be started: spawn /nowhere/no-such-program ENOENT',
    exitCode: 1,
  })
})

test('when somebody asks for it all end, and that is none', async () => {
  const asked = new AbortController()
  const programs = ['one', 'two'].map((name) => program(name, FOREVER))
  const ended = together(programs, asked.signal)
  asked.abort()
  expect(await ended).toEqual({ summary: expect.stringMatching(/^stopped after \d+\.\d s$/), exitCode: 0 })
  expect(programs.map(({ child }) => child.signalCode)).toEqual(['SIGTERM', 'SIGTERM'])
})
