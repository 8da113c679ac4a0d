import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { NamedAuditEntry } from '../../../src-engine/contract/audit.ts'
import { hash, now, org, owner } from '../../testing/fixtures.ts'
import { auditColumns } from './columns.tsx'

const known: NamedAuditEntry = {
  device: 'dev_1',
  incarnation: 1,
  seq: 1,
  org,
  at: now,
  actor: 'user:usr_000000000001',
  action: 'agents.kill',
  outcome: 'done',
  target: 'agt_000000000001',
  requestId: 'req-1',
  details: {},
  hash,
  actorName: owner.name,
  targetName: 'Ada Support',
}

function show(entry: NamedAuditEntry): void {
  render(
    <MantineProvider>
      {auditColumns.map((column) => (
        <div key={column.id}>{column.cell(entry)}</div>
      ))}
    </MantineProvider>,
  )
}

test('names stand for ids, and the whole id can be copied', () => {
  const copied = vi.fn<(text: string) => Promise<void>>(() => Promise.resolve())
  Object.defineProperty(navigator, 'clipboard', { value: { writeText: copied }, configurable: true })
  show(known)
  expect(screen.getByText('Maria Engel')).toBeTruthy()
  expect(screen.getByText('Ada Support')).toBeTruthy()
  fireEvent.click(screen.getByText(/agt_…0001/))
  expect(copied).toHaveBeenLastCalledWith('agt_000000000001')
  fireEvent.click(screen.getByText(/usr_…0001/))
  expect(copied).toHaveBeenLastCalledWith('usr_000000000001')
})

test('what is gone is its id, shortened, with the whole at hand', async () => {
  show({ ...known, actor: 'agent:agt_00000000gone', actorName: null, target: 'usr_00000000gone', targetName: null })
  expect(screen.getByText(/agt_…gone/)).toBeTruthy()
  expect(screen.queryByText('usr_00000000gone')).toBeNull()
  fireEvent.mouseEnter(screen.getByText(/usr_…gone/))
  expect(await screen.findByText('usr_00000000gone')).toBeTruthy()
})

test('the control center itself has no id', () => {
  show({ ...known, actor: 'system:reconcile', actorName: null })
  expect(screen.getByText('Control center').title).toBe('system:reconcile')
})
