import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silentLogger } from '../../../store/testing/open-test-store.ts'
import { until } from '../../testing/harness.ts'
import { type EndWatch, watchEnds } from './ends.ts'
import { findProcess } from './processes.ts'

let ends: EndWatch
let told: string[]
let sleeper: ChildProcess
let pid = 0
let started = ''
beforeEach(async () => {
  told = []
  ends = watchEnds(10, silentLogger)
  ends.listen((agent) => told.push(agent))
  sleeper = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
  await once(sleeper, 'spawn')
  pid = sleeper.pid ?? 0
  started = (await findProcess(pid))?.started ?? ''
})
afterEach(() => {
  ends.close()
  sleeper.kill('SIGKILL')
})

test('the end of a process is told once, and of no other', async () => {
  ends.follow('agt_1', pid, started)
  ends.follow('agt_2', process.pid, null)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(told).toEqual([])
  sleeper.kill('SIGKILL')
  await until(() => told.length > 0, 'the end')
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(told).toEqual(['agt_1'])
})

test('an id that another process got since is the end of the one before, where that can be told at no cost', async () => {
  ends.follow('agt_1', pid, String(Number(started) - 1))
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(told).toEqual(process.platform === 'linux' ? ['agt_1'] : [])
})
