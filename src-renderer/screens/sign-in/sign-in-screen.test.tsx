import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { authLogin, authRefresh } from '../../../src-engine/contract/auth.ts'
import { organization, owner } from '../../testing/fixtures.ts'
import { problem } from '../../testing/mock-api.ts'
import { api, renderApp } from '../../testing/render-app.tsx'

function signedOut() {
  return api(false).on(authRefresh, () => problem(401, 'unauthenticated', 'There is no session.'))
}

async function submit(): Promise<void> {
  fireEvent.change(await screen.findByLabelText(/Email/), { target: { value: 'maria@northwind.example' } })
  fireEvent.change(screen.getByLabelText(/^Password/), { target: { value: 'guess' } })
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }))
}

test('a browser refreshes with its cookie and the header other sites cannot send', async () => {
  const mock = signedOut()
  renderApp(mock, '/')
  await screen.findByRole('heading', { name: 'Sign in' })
  expect(mock.calls(authRefresh)[0]).toMatchObject({ body: {}, headers: { 'x-csrf': '1' } })
})

test('says plainly that the password is wrong, and how long a lockout lasts', async () => {
  const mock = signedOut().on(authLogin, () => problem(401, 'unauthenticated', 'No.'))
  renderApp(mock, '/agents')
  await submit()
  expect(await screen.findByText('Email or password is not right.')).toBeTruthy()
  mock.on(authLogin, () => problem(429, 'locked_out', 'Wait.', { 'retry-after': '90' }))
  await submit()
  expect(await screen.findByText(/You can try again in 1:(30|29)/)).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Sign in' }).hasAttribute('disabled')).toBe(true)
})

test('leads where the address said', async () => {
  const mock = signedOut().on(authLogin, {
    accessToken: 't',
    expiresIn: 900,
    refreshToken: null,
    user: owner,
    organization,
  })
  renderApp(mock, '/agents')
  await submit()
  await waitFor(() => expect(screen.getByRole('heading', { name: 'Agents' })).toBeTruthy())
})
