import { fireEvent, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { agentsGet, agentsPause, agentsStart, type AgentView } from '../../../src-engine/contract/agents.ts'
import { deploymentsList } from '../../../src-engine/contract/deployments.ts'
import { agent } from '../../testing/fixtures.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

afterEach(() => vi.restoreAllMocks())

function show(narrow: boolean, seen: AgentView = agent()) {
  const plain = window.matchMedia
  vi.spyOn(window, 'matchMedia').mockImplementation((query) =>
    Object.assign(plain(query), { matches: narrow && query === '(max-width: 1100px)' }),
  )
  const mock = api()
    .on(agentsGet, seen)
    .on(agentsPause, agent({ paused: true }))
    .on(agentsStart, { ...agent(), begun: 'dep_00000001' })
    .on(deploymentsList, { items: [], next: null, total: 0 })
  renderApp(mock, '/agents/agt_00000001/deployment')
  return mock
}

// jsdom lays nothing out, so the menu believes that its button is out of sight and hides.
test('in a narrow window what is less urgent is in the menu, and works from there', async () => {
  const mock = show(true)
  expect(await screen.findByRole('button', { name: 'Kill…' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'More actions' }))
  expect(await screen.findByRole('menuitem', { name: 'Deploy…', hidden: true })).toBeTruthy()
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Pause', hidden: true }))
  await vi.waitFor(() => expect(mock.calls(agentsPause)).toHaveLength(1))
})

test('in a wide one it stands beside the title, and only there', async () => {
  show(false)
  expect(await screen.findByRole('button', { name: 'Pause' })).toBeTruthy()
  fireEvent.click(screen.getByRole('button', { name: 'More actions' }))
  expect(await screen.findByRole('menuitem', { name: 'Restart…', hidden: true })).toBeTruthy()
  expect(screen.queryByRole('menuitem', { name: 'Pause', hidden: true })).toBeNull()
})

test('what was stopped is started again with one click', async () => {
  const mock = show(false, agent({ desired: 'stopped', observed: { ...agent().observed, state: 'stopped' } }))
  fireEvent.click(await screen.findByRole('button', { name: 'Start' }))
  await vi.waitFor(() => expect(mock.calls(agentsStart)).toHaveLength(1))
  expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull()
})

test('what was killed is not: it has to be released first', async () => {
  const killed = agent({ killNo: 1, observed: { ...agent().observed, state: 'stopped' } })
  show(false, killed)
  expect(await screen.findByRole('button', { name: 'Release…' })).toBeTruthy()
  expect(screen.queryByRole('button', { name: 'Start' })).toBeNull()
})
