import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { providersDetect, providersList } from '../../../src-engine/contract/providers.ts'
import { targetsDetect } from '../../../src-engine/contract/targets.ts'
import { now } from '../../testing/fixtures.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

test('to leave a step and to leave them all is called the same', async () => {
  const mock = api().on(providersDetect, { items: [] }).on(providersList, { items: [], next: null, total: 0 })
  renderApp(mock, '/welcome')
  expect((await screen.findByRole('link', { name: /overview$/ })).textContent).toMatch(/^Skip for now /)
  expect(await screen.findByRole('button', { name: 'Skip for now' })).toBeTruthy()
})

test('says what becomes of the agent before one goes on with a target that does not answer', async () => {
  const place = { kind: 'local' } as const
  const health = { reachable: true, engine: '', detail: 'Agents run as processes.', checkedAt: now }
  const mock = api()
    .on(providersDetect, { items: [] })
    .on(providersList, { items: [], next: null, total: 0 })
    .on(targetsDetect, {
      items: [
        { name: 'This machine', place, health },
        { name: 'Docker', place: { kind: 'docker', host: null }, health: { ...health, reachable: false } },
      ],
    })
  renderApp(mock, '/welcome')
  fireEvent.click(await screen.findByRole('button', { name: 'Skip for now' }))
  fireEvent.click(await screen.findByRole('radio', { name: /^This machine/ }))
  expect(screen.queryByText(/once this answers/)).toBeNull()
  fireEvent.click(screen.getByRole('radio', { name: /^Docker/ }))
  expect(screen.getByText(/can be deployed once this answers/)).toBeTruthy()
})
