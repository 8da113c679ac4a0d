import { keytar } from '../../src-engine/vault/testing/real-keytar.ts'
import { expect, test } from 'vitest'

test('keytar loads in this Node and keeps a secret in the private Secret Service', async () => {
  await keytar.setPassword('acc-test', 'somebody', 'ünïcode and a\nnewline')
  expect(await keytar.getPassword('acc-test', 'somebody')).toBe('ünïcode and a\nnewline')
  expect(await keytar.deletePassword('acc-test', 'somebody')).toBe(true)
  expect(await keytar.getPassword('acc-test', 'somebody')).toBeNull()
})

test('it is ours: no entry of the user of this machine is in it', async () => {
  expect(process.env['XDG_DATA_HOME']).toContain('acc-keyring-')
})
