import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { diffLines } from './diff.ts'

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'))

test.prop([text, text])('both texts can be read from the difference', (before, after) => {
  const lines = diffLines(before, after)
  const side = (gone: 'added' | 'removed') =>
    lines
      .filter(({ kind }) => kind !== gone)
      .map((line) => line.text)
      .join('\n')
  expect(side('added')).toBe(before)
  expect(side('removed')).toBe(after)
})

test('keeps what is common', () => {
  expect(diffLines('a\nb\nc', 'a\nx\nc').map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same'])
})
