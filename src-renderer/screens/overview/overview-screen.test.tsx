import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { api, renderApp } from '../../testing/render-app.tsx'

test('says of one agent that it is, not that it are, running', async () => {
  renderApp(api(), '/')
  expect(await screen.findByText(/^1 of 1 agents is running\./)).toBeTruthy()
})
