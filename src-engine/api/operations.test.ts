import { expect, test } from 'vitest'
import { roles } from '../contract/access.ts'
import { operations } from '../contract/index.ts'
import { allBindings } from '../compose/bindings.ts'
import { createEventBus } from '../kernel/events.ts'

const bindings = allBindings(
  createEventBus((error) => {
    throw error
  }),
)

function twice(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index)
}

test('every operation is bound once, and nothing else is', () => {
  const bound = bindings.map(({ operation }) => operation)
  expect(twice(bound.map(({ id }) => id))).toEqual([])
  expect(operations.filter((operation) => !bound.includes(operation)).map(({ id }) => id)).toEqual([])
  expect(bound.filter((operation) => !operations.includes(operation)).map(({ id }) => id)).toEqual([])
  expect(bound).toHaveLength(operations.length)
})

test('names and addresses are unique', () => {
  expect(twice(operations.map(({ id }) => id))).toEqual([])
  // Placeholders of different names stand at one address.
  expect(twice(operations.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`))).toEqual([])
})

test('every operation carries a rule of a kind we know', () => {
  const unknown = operations.filter(
    ({ rule }) =>
      !['public', 'setup', 'agent', 'role'].includes(rule.kind) ||
      (rule.kind === 'role' && !roles.includes(rule.atLeast)),
  )
  expect(unknown.map(({ id }) => id)).toEqual([])
})

test('what streams is bound as a stream', () => {
  const wrong = bindings.filter(({ operation, kind }) => (kind === 'stream') !== (operation.delivery !== 'json'))
  expect(wrong.map(({ operation }) => operation.id)).toEqual([])
})
