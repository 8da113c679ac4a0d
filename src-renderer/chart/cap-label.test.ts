import { expect, test } from 'vitest'
import { labelTop } from './cap-label.ts'

test.each([
  [0, 2],
  [10, 12],
  [17, 19],
  [18, 0],
  [100, 82],
])('the label of a line at %i begins at %i: inside the plot, and not on the line', (line, top) => {
  expect(labelTop(line)).toBe(top)
})
