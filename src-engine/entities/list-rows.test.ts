import { fc, test } from '@fast-check/vitest'
import { describe, expect, test as plain } from 'vitest'
import type { Row } from '../store/index.ts'
import { listRows } from './list-rows.ts'

interface Doc {
  readonly id: string
  readonly org: string
  readonly createdAt: string
  readonly createdBy: string
  readonly name: string
}

function row(name: string, index: number): Row<Doc> {
  const doc = { id: `tgt_${String(index).padStart(8, '0')}`, org: 'o', createdAt: '', createdBy: '', name }
  return { doc, version: 1, cl: 1, meta: {}, rev: null }
}

function pages(rows: readonly Row<Doc>[], query: { q?: string; sort: string; limit: number }): string[] {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = listRows(rows, { ...query, cursor }, ({ name }) => [name], { name: ({ name }) => name })
    expect(page.items.length).toBeLessThanOrEqual(query.limit)
    ids.push(...page.items.map(({ doc }) => doc.id))
    cursor = page.next ?? undefined
    if (cursor === undefined) expect(page.total).toBe(ids.length)
  } while (cursor !== undefined)
  return ids
}

const names = fc.array(fc.constantFrom('ada', 'Ada', 'bob', 'BOB', 'Zoe', 'é'), { maxLength: 30 })

describe('pages of documents', () => {
  test.prop([names, fc.integer({ min: 1, max: 7 })])('together hold each match once, in order', (given, limit) => {
    const rows = given.map(row)
    const expected = rows
      .filter(({ doc }) => doc.name.toLowerCase().includes('b'))
      .map(({ doc }) => doc)
      .toSorted((a, b) => {
        const [x, y] = [a.name.toLowerCase(), b.name.toLowerCase()]
        return x === y ? (a.id < b.id ? -1 : 1) : x < y ? -1 : 1
      })
      .map(({ id }) => id)
    expect(pages(rows, { q: 'B', sort: 'name', limit })).toEqual(expected)
    expect(pages(rows, { q: 'B', sort: '-name', limit })).toEqual(expected.toReversed())
  })

  plain('a cursor of another order is the caller’s mistake', () => {
    const rows = ['a', 'b', 'c'].map(row)
    const list = (sort: string, cursor?: string): ReturnType<typeof listRows> =>
      listRows(rows, { sort, limit: 1, cursor }, () => [], { name: ({ name }) => name })
    expect(() => list('-name', list('name').next ?? '')).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })
})
