import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { ShellError } from './engine/port.ts'

const around = {
  argv: ['/electron', '.'],
  env: {},
  packaged: false,
  root: '/app',
  resources: '/res',
  defaultData: '/home/x',
}

test('from the sources: in process, data in the usual place, Node as npm start says', () => {
  expect(readConfig({ ...around, env: { CONTROL_CENTER_NODE: '/node24' } })).toEqual({
    data: resolve('/home/x'),
    mode: 'in-process',
    vault: 'auto',
    node: '/node24',
    hostEntry: join('/app', 'src-main', 'headless', 'main.ts'),
    development: true,
  })
})

test('packed: its own Node, no host to start, no developer menu', () => {
  expect(readConfig({ ...around, packaged: true })).toMatchObject({
    node: expect.stringContaining(join('/res', 'node')),
    hostEntry: null,
    development: false,
  })
})

test('takes its options from among those of Chromium, in both spellings', () => {
  const argv = [
    '/electron',
    '--inspect=0',
    '--no-sandbox',
    '.',
    '--data=/d',
    '--engine',
    'remote',
    'agenticmail://agents/agt_00000001',
  ]
  expect(readConfig({ ...around, argv })).toMatchObject({ data: resolve('/d'), mode: 'remote' })
  expect(readConfig({ ...around, argv: ['/packed', '--data', '/d'] })).toMatchObject({ data: resolve('/d') })
})

test.each([
  [['--engine=cloud'], '--engine'],
  [['--data'], '--data'],
  [['--data='], '--data'],
  [['--vault=cloud'], '--vault'],
])('%j is refused by name', (args, name) => {
  const read = () => readConfig({ ...around, argv: ['/electron', '.', ...args] })
  expect(read).toThrow(ShellError)
  expect(read).toThrow(name)
})
