import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Table, type Column } from './index.ts'

afterEach(() => vi.restoreAllMocks())

const columns: readonly Column<string>[] = [
  { id: 'name', title: 'Name', width: '100px', cell: (row) => row },
  { id: 'more', title: 'More', width: '100px', spare: true, cell: (row) => row },
]

function titles(narrow: boolean): (string | null)[] {
  const plain = window.matchMedia
  vi.spyOn(window, 'matchMedia').mockImplementation((query) => Object.assign(plain(query), { matches: narrow }))
  render(
    <MantineProvider>
      <Table label="List" columns={columns} rows={['a']} total={1} rowId={(row) => row} rowName={(row) => row} />
    </MantineProvider>,
  )
  return screen.getAllByRole('columnheader').map(({ textContent }) => textContent)
}

test('a wide window has room for every column', () => expect(titles(false)).toEqual(['Name', 'More']))

test('a narrow one leaves out what can be spared', () => expect(titles(true)).toEqual(['Name']))
