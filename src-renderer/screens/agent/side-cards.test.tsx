import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { agentsGet } from '../../../src-engine/contract/agents.ts'
import { budgetsList } from '../../../src-engine/contract/budgets.ts'
import { runsList } from '../../../src-engine/contract/runs.ts'
import { agent } from '../../testing/fixtures.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

function show(level: number | null): void {
  const none = { items: [], next: null, total: 0 }
  const seen = agent({ observed: { ...agent().observed, level } })
  renderApp(api().on(agentsGet, seen).on(budgetsList, none).on(runsList, none), '/agents/agt_00000001')
}

test('says in words what binds at the level of the program, and what does not', async () => {
  show(1)
  expect(await screen.findByText('Binds (level 1)')).toBeTruthy()
  expect(screen.getByText('start, stop and kill · it does nothing while it is out of touch')).toBeTruthy()
  expect(screen.getByText('Does not bind')).toBeTruthy()
  expect(screen.getByText(/^changes of its configuration · budgets · rules on its tools · approvals/)).toBeTruthy()
})

test('at the highest level all of it binds', async () => {
  show(4)
  expect(await screen.findByText(/approvals · limits of a run · runs go on after a restart$/)).toBeTruthy()
  expect(screen.queryByText('Does not bind')).toBeNull()
})

test('and nothing is said of a program that has not said its level', async () => {
  show(null)
  expect(await screen.findByText('What binds here')).toBeTruthy()
  expect(screen.queryByText(/^Binds/)).toBeNull()
  expect(screen.queryByText('Does not bind')).toBeNull()
})

test('a cap in tokens stands beside the tokens of today and among what stops it', async () => {
  const seen = agent({ spend: { ...agent().spend, todayTokens: 998, capMicroUsd: null } })
  const cap = {
    id: 'bud_00000001',
    org: seen.org,
    createdAt: seen.createdAt,
    version: 1,
    agent: seen.id,
    cap: { microUsd: null, tokens: 2000, period: 'day' },
    spentMicroUsd: 1500,
    spentTokens: 998,
    reservedMicroUsd: 0,
    periodStart: seen.createdAt,
    periodEnd: seen.createdAt,
    forecastMicroUsd: 1800,
    state: 'ok',
  } as const
  const mock = api()
    .on(agentsGet, seen)
    .on(budgetsList, { items: [cap], next: null, total: 1 })
    .on(runsList, { items: [], next: null, total: 0 })
  renderApp(mock, '/agents/agt_00000001')
  expect(await screen.findByText(/^998 of 2,000/)).toBeTruthy()
  expect(screen.getByText(/^at 2,000 tokens a day, after/)).toBeTruthy()
  expect(screen.getByText('no cap in money')).toBeTruthy()
  fireEvent.click(within(screen.getByRole('complementary')).getByRole('link', { name: 'Budget' }))
  expect(await screen.findByText(/^998 of 2,000 tokens$/)).toBeTruthy()
  expect(screen.queryByText(/Forecast/), 'money says nothing about a cap in tokens').toBeNull()
})
