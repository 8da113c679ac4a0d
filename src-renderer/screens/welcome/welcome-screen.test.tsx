import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { providersDetect, providersList } from '../../../src-engine/contract/providers.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

test('to leave a step and to leave them all is called the same', async () => {
  const mock = api().on(providersDetect, { items: [] }).on(providersList, { items: [], next: null, total: 0 })
  renderApp(mock, '/welcome')
  expect((await screen.findByRole('link', { name: /overview$/ })).textContent).toMatch(/^Skip for now /)
  expect(await screen.findByRole('button', { name: 'Skip for now' })).toBeTruthy()
})
