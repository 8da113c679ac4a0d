import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { agentsGet } from '../../../src-engine/contract/agents.ts'
import { deploymentsList } from '../../../src-engine/contract/deployments.ts'
import { agent } from '../../testing/fixtures.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

test('a kill that its target has not confirmed does not read as one that has', async () => {
  const killed = agent({
    killNo: 2,
    desired: 'stopped',
    observed: {
      ...agent().observed,
      state: 'stopped',
      unconfirmedKill: { killNo: 2, needs: 'The Docker engine is not running. Start it.' },
    },
  })
  const mock = api().on(agentsGet, killed).on(deploymentsList, { items: [], next: null, total: 0 })
  renderApp(mock, '/agents/agt_00000001/deployment')
  expect(
    await screen.findByText(/^Kill 2: frozen; process not confirmed to have ended\. The Docker engine is not running/),
  ).toBeTruthy()
  expect(screen.getAllByText('Kill not confirmed').length).toBeGreaterThan(0)
  expect(screen.queryByText('Killed')).toBeNull()
})

test('an agent that was changed at its target says so', async () => {
  const changed = agent({
    observed: { ...agent().observed, state: 'degraded', failures: 0, reason: 'It was changed at its target.' },
  })
  const mock = api().on(agentsGet, changed).on(deploymentsList, { items: [], next: null, total: 0 })
  renderApp(mock, '/agents/agt_00000001/deployment')
  expect((await screen.findAllByText('It was changed at its target.')).length).toBeGreaterThan(0)
})
