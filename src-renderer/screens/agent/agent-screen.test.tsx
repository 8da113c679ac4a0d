import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { agentsGet } from '../../../src-engine/contract/agents.ts'
import { api, renderApp } from '../../testing/render-app.tsx'
import { problem } from '../../testing/mock-api.ts'

test('an address of no agent says so and leads to the list', async () => {
  const mock = api().on(agentsGet, () => problem(404, 'not_found', 'There is no agent agt_0000gone.'))
  renderApp(mock, '/agents/agt_0000gone/deployment')
  expect(await screen.findByText(/It was removed, or the address is wrong/)).toBeTruthy()
  expect(screen.getByRole('link', { name: 'All agents' }).getAttribute('href')).toBe('/dashboard/agents')
  expect(screen.queryByRole('alert')).toBeNull()
})

test('an address that cannot be one says the same', async () => {
  const mock = api().on(agentsGet, () =>
    Response.json(
      {
        type: 'about:blank',
        title: '',
        status: 400,
        detail: 'id: is not an identifier',
        code: 'invalid_input',
        requestId: 'req-1',
        errors: [{ in: 'params', pointer: '/id', detail: 'is not an identifier' }],
      },
      { status: 400 },
    ),
  )
  renderApp(mock, '/agents/agt_00000nix/deployment')
  expect(await screen.findByText(/It was removed, or the address is wrong/)).toBeTruthy()
})

test('an agent that could not be read is no missing one', async () => {
  renderApp(
    api().on(agentsGet, () => problem(403, 'forbidden', 'Not yours.')),
    '/agents/agt_00000001/deployment',
  )
  expect(await screen.findByText('Not yours.')).toBeTruthy()
  expect(screen.queryByText(/address is wrong/)).toBeNull()
})
