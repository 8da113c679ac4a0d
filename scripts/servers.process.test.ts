import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from './runner/root.ts'

test('npm run servers where no server is installed: one sentence with the command that helps', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/servers.ts'], {
    cwd: root,
    env: { ...process.env, PATH: '' },
    encoding: 'utf8',
  })
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toMatch(/^servers: [^\n]* not installed\. What may help: sudo apt-get install [^\n]*\n$/)
})
