import { expect, test } from 'vitest'
import { ServerMissing } from '../../e2e/servers/server.ts'
import { sentenceOf } from './sentence.ts'

test('one line whatever was thrown, with the command that helps where there is one', () => {
  expect(sentenceOf(new ServerMissing('no Chromium found', 'apt-get install chromium'))).toBe(
    'no Chromium found. What may help: apt-get install chromium',
  )
  expect(sentenceOf(new Error('Timeout exceeded.\nCall log:\n  - waiting'))).toBe('Timeout exceeded.')
  expect(sentenceOf('broken')).toBe('broken')
})
