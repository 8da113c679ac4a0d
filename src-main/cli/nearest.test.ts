import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['Support Triage', 'Dev', 'Researcher', 'Night Watch']

test.each([
  ['a letter too few', 'Suport Triage', 'Support Triage'],
  ['a letter too many', 'Deev', 'Dev'],
  ['another letter', 'Resaarcher', 'Researcher'],
  ['two that changed places', 'Dve', 'Dev'],
  ['another case', 'night watch', 'Night Watch'],
  ['a part', 'triage', 'Support Triage'],
  ['the nearer of two', 'Reseacher', 'Researcher'],
  ['nothing near', 'nope', null],
  ['too little to say', 'e', null],
])('%s', (_, given, meant) => {
  expect(nearest(given, names)).toBe(meant)
  expect(nearest(given, [])).toBeNull()
})
