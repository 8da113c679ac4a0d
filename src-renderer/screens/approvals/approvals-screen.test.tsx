import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { approvalsList, approvalsVote } from '../../../src-engine/contract/approvals.ts'
import { approval, now } from '../../testing/fixtures.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

function waiting() {
  const first = approval()
  const second = approval({
    id: 'apr_00000002',
    agentName: 'Build Bot',
    args: { path: 'dist' },
    argsHash: 'cd'.repeat(32),
  })
  return api()
    .on(approvalsList, { items: [first, second], next: null, total: 2 })
    .on(approvalsVote, (sent) =>
      sent.params['id'] === first.id
        ? approval({ ...first, state: 'approved' })
        : approval({ ...second, state: 'denied' }),
    )
}

test('shows the exact arguments, and A approves exactly their hash', async () => {
  const mock = waiting()
  renderApp(mock, '/approvals')
  const shown = async () => (await screen.findByRole('region', { name: 'Exact arguments' })).textContent
  expect(await shown()).toBe('path     report.md\ncontent  Hello\n')
  fireEvent.click(screen.getByLabelText('JSON'))
  expect(await shown()).toBe('{\n  "path": "report.md",\n  "content": "Hello"\n}')
  fireEvent.keyDown(document.body, { key: 'a' })
  await waitFor(() => expect(mock.calls(approvalsVote)).toHaveLength(1))
  expect(mock.calls(approvalsVote)[0]).toMatchObject({
    params: { id: 'apr_00000001' },
    body: { decision: 'approve', argsHash: 'ab'.repeat(32) },
  })
  expect(await screen.findByText('Approved. Ada Support goes on with exactly these arguments.')).toBeTruthy()
})

test('J moves on, D asks for a comment and denies the second', async () => {
  const mock = waiting()
  renderApp(mock, '/approvals')
  await screen.findByRole('region', { name: 'Exact arguments' })
  fireEvent.keyDown(document.body, { key: 'j' })
  await screen.findByText('Build Bot wants to use write')
  fireEvent.keyDown(document.body, { key: 'd' })
  const comment = await screen.findByLabelText(/Comment for the agent/)
  fireEvent.change(comment, { target: { value: 'Not on a Friday' } })
  fireEvent.keyDown(comment, { key: 'a' })
  expect(mock.calls(approvalsVote), 'keys typed into a field decide nothing').toHaveLength(0)
  fireEvent.keyDown(comment, { key: 'Enter' })
  await waitFor(() => expect(mock.calls(approvalsVote)).toHaveLength(1))
  expect(mock.calls(approvalsVote)[0]).toMatchObject({
    params: { id: 'apr_00000002' },
    body: { decision: 'deny', argsHash: 'cd'.repeat(32), comment: 'Not on a Friday' },
  })
  expect(await screen.findByText('Denied. Build Bot is told and goes on without this call.')).toBeTruthy()
})

test('a vote that is not the last says how many are missing', async () => {
  const votes = [{ user: 'usr_00000001', at: now, decision: 'approve', comment: '' }] as const
  const mock = waiting().on(approvalsVote, approval({ required: 2, votes: [...votes] }))
  renderApp(mock, '/approvals')
  await screen.findByRole('region', { name: 'Exact arguments' })
  fireEvent.keyDown(document.body, { key: 'a' })
  expect(await screen.findByText('You voted. 1 more needed.')).toBeTruthy()
})

test('teaches when nothing waits', async () => {
  renderApp(api(), '/approvals')
  expect(await screen.findByText(/Nothing waits for you/)).toBeTruthy()
})
