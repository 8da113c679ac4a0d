import { expect, test } from 'vitest'
import { dollars, facts, printable, table } from './output.ts'

test('what a terminal would obey is taken out of what agents say', () => {
  expect(printable('a\u001B[2Jb\u0007c\u009Bd\te\nf\r')).toBe('a[2Jbcd\te\nf')
  expect(table(['name'], [['x\u001B]0;title\u0007\ny']])).toBe('NAME\nx]0;title y\n')
  expect(facts({ name: 'x\u001B[31m' })).toBe('name: x[31m\n')
})

test('small amounts keep their digits', () => {
  expect([dollars(0), dollars(1_967), dollars(12_345_678)]).toEqual(['$0.00', '$0.001967', '$12.35'])
})
