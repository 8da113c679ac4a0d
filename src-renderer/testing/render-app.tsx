import { configure, render } from '@testing-library/react'
import { vi } from 'vitest'
import { agentsList, agentsTemplates } from '../../src-engine/contract/agents.ts'
import { eventsStream } from '../../src-engine/contract/activity.ts'
import { authRefresh, authStatus } from '../../src-engine/contract/auth.ts'
import { approvalsList } from '../../src-engine/contract/approvals.ts'
import { systemStats } from '../../src-engine/contract/system.ts'
import { targetsList } from '../../src-engine/contract/targets.ts'
import { usersList } from '../../src-engine/contract/users.ts'
import { App } from '../app.tsx'
import { useSession } from '../session/store.ts'
import { organization, owner } from './fixtures.ts'
import { MockApi } from './mock-api.ts'

// The first screen of a file is compiled when it is first shown, which takes seconds on a busy machine.
configure({
  asyncUtilTimeout: 10_000,
  getElementError: (message) => new Error(message?.split('\n', 1)[0] ?? 'not found'),
})

// Text areas that grow ask for it; jsdom has no fonts.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true })

/** An API that has an organization, and this person's session when `signedIn`. */
export function api(signedIn = true): MockApi {
  const mock = new MockApi()
    .on(authStatus, { setUp: true, vault: 'unlocked', version: '0.1.0' })
    .on(eventsStream, () => new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } }))
    .on(usersList, { items: [{ ...owner, version: 1 }], next: null, total: 1 })
    .on(targetsList, { items: [], next: null, total: 0 })
    .on(agentsTemplates, { items: [] })
    .on(agentsList, { items: [], next: null, total: 0 })
    .on(approvalsList, { items: [], next: null, total: 0 })
    .on(systemStats, {
      agents: {
        total: 1,
        running: 1,
        degraded: 0,
        stopped: 0,
        error: 0,
        draft: 0,
        moving: 0,
        heldByBudget: 0,
        killed: 0,
      },
      spend: { todayMicroUsd: 0, monthMicroUsd: 0, monthCapMicroUsd: null, forecastMicroUsd: null },
      approvals: { waiting: 0, oldestAt: null, nextExpiryAt: null },
      decisions: { today: 0, allowed: 0, asked: 0, denied: 0 },
      deployments: { running: 0 },
    })
  if (signedIn)
    mock.on(authRefresh, { accessToken: 'token', expiresIn: 900, refreshToken: null, user: owner, organization })
  return mock
}

/** The whole dashboard at an address, before this API. jsdom lays nothing out, so lists are given a height to fill. */
export function renderApp(mock: MockApi, address: string): void {
  vi.stubGlobal('fetch', mock.fetch)
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(800)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(1200)
  useSession.setState({ session: { state: 'starting' } })
  globalThis.history.replaceState(null, '', `/dashboard${address}`)
  render(<App />)
}
