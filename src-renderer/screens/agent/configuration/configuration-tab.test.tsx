import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { agentsGet, agentsRevisions, agentsUpdate } from '../../../../src-engine/contract/agents.ts'
import { providersList } from '../../../../src-engine/contract/providers.ts'
import { targetsList } from '../../../../src-engine/contract/targets.ts'
import { agent } from '../../../testing/fixtures.ts'
import { problem } from '../../../testing/mock-api.ts'
import { api, renderApp } from '../../../testing/render-app.tsx'

function mocked() {
  return api()
    .on(agentsGet, agent())
    .on(agentsRevisions, { items: [], next: null, total: 0 })
    .on(providersList, { items: [], next: null, total: 0 })
}

async function edit(role: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText('Role'), { target: { value: role } })
  fireEvent.click(screen.getByRole('button', { name: 'Review changes…' }))
}

test('shows the difference before it saves, and sends only what changed with the version it was read at', async () => {
  const mock = mocked().on(agentsUpdate, () => agent({ role: 'Billing', version: 4 }))
  renderApp(mock, '/agents/agt_00000001/configuration')
  await edit('Billing')
  const dialog = await screen.findByRole('dialog')
  expect(within(dialog).getByRole('group', { name: 'Role' }).textContent).toContain('−Customer support+Billing')
  expect(mock.calls(agentsUpdate)).toHaveLength(0)
  fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }))
  await waitFor(() => expect(mock.calls(agentsUpdate)).toHaveLength(1))
  expect(mock.calls(agentsUpdate)[0]).toMatchObject({ body: { role: 'Billing' }, headers: { 'if-match': '"3"' } })
})

test('keeps the edits when somebody else saved meanwhile, and saves on theirs', async () => {
  const mock = mocked().on(agentsUpdate, () => problem(412, 'precondition_failed', 'Version 4 is newer.'))
  renderApp(mock, '/agents/agt_00000001/configuration')
  await edit('Billing')
  mock.on(agentsGet, agent({ version: 4, description: 'Theirs' }))
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }))
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Take in theirs' }))
  await waitFor(() => expect(screen.getByLabelText<HTMLTextAreaElement>('Description').value).toBe('Theirs'))
  expect(screen.getByLabelText<HTMLInputElement>('Role').value).toBe('Billing')
  fireEvent.click(screen.getByRole('button', { name: 'Review changes…' }))
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(mock.calls(agentsUpdate).map(({ headers, body }) => [headers['if-match'], body])).toEqual([
      ['"3"', { role: 'Billing' }],
      ['"4"', { role: 'Billing' }],
    ]),
  )
})

test('names where it ran and where it will, not their ids', async () => {
  const place = { place: { kind: 'local' }, version: 1, org: agent().org, createdAt: agent().createdAt } as const
  const mock = mocked()
    .on(agentsGet, agent({ target: 'tgt_00000001' }))
    .on(targetsList, {
      items: [
        { ...place, id: 'tgt_00000001', name: 'Docker here' },
        { ...place, id: 'tgt_00000002', name: 'This machine' },
      ],
      next: null,
      total: 2,
    })
  renderApp(mock, '/agents/agt_00000001/configuration')
  fireEvent.click(await screen.findByRole('combobox', { name: 'Target' }))
  fireEvent.click(await screen.findByRole('option', { name: 'This machine', hidden: true }))
  fireEvent.click(screen.getByRole('button', { name: 'Review changes…' }))
  const target = within(await screen.findByRole('dialog')).getByRole('group', { name: 'Target' })
  expect(target.textContent).toContain('−Docker here+This machine')
})
