import { expect, test } from 'vitest'
import { judgeLengths, type SourceFile } from './file-length.ts'

const filesOf = (...lengths: number[]): SourceFile[] => lengths.map((lines, index) => ({ file: `${index}.ts`, lines }))

test('small files hold, and their figures are told', () => {
  expect(judgeLengths(filesOf(10, 20, 30, 40, 50, 60, 70, 90, 219, 400))).toEqual({
    figures: '10 files: median 50 lines, nine in ten up to 219',
    faults: [],
  })
})

test('a file that is too long is named, the longest first', () => {
  expect(judgeLengths(filesOf(...Array<number>(30).fill(10), 401, 500)).faults).toEqual([
    '31.ts: 500 lines, more than 400: two concepts in one file?',
    '30.ts: 401 lines, more than 400: two concepts in one file?',
  ])
})

test('too many long ones do not hold, though none is too long', () => {
  expect(judgeLengths(filesOf(10, 80, 90)).faults).toEqual(['the median file has 80 lines, not under 80'])
  expect(judgeLengths(filesOf(1, 1, 1, 1, 1, 1, 1, 1, 220, 300)).faults).toEqual([
    'nine in ten files have up to 220 lines, not under 220',
  ])
})
