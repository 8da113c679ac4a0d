import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { eventsStream } from '../../src-engine/contract/activity.ts'
import { agentsBulkStop, agentsGet } from '../../src-engine/contract/agents.ts'
import { approvalsList } from '../../src-engine/contract/approvals.ts'
import { authLogout } from '../../src-engine/contract/auth.ts'
import {
  approvalNoticeSchema,
  fleetStatusSchema,
  type ApprovalNotice,
  type DesktopBridge,
  type FleetStatus,
  type Intent,
} from '../../src-engine/contract/desktop-bridge.ts'
import { signOut } from '../session/index.ts'
import { agent, approval } from '../testing/fixtures.ts'
import { api, renderApp } from '../testing/render-app.tsx'

/** The shell's side: parses what it is told, as the real one does. */
function shell() {
  const fleet: FleetStatus[] = []
  const notices: ApprovalNotice[] = []
  const badges: number[] = []
  let listener: ((intent: Intent) => void) | null = null
  const bridge: DesktopBridge = {
    platform: 'linux',
    versions: { app: '0', electron: '0', chrome: '0' },
    reportFleet: async (status) => void fleet.push(fleetStatusSchema.parse(status)),
    notifyApproval: async (notice) => void notices.push(approvalNoticeSchema.parse(notice)),
    setBadge: async (count) => void badges.push(count),
    openExternal: async () => false,
    onIntent: (given) => {
      listener = given
      return () => {
        listener = null
      }
    },
  }
  vi.stubGlobal('desktop', bridge)
  const send = async (intent: Intent) => {
    await waitFor(() => expect(listener).not.toBeNull())
    listener?.(intent)
  }
  return { fleet, notices, badges, send }
}

afterEach(() => {
  vi.unstubAllGlobals()
})

test('reports the fleet after sign-in and nothing after sign-out', async () => {
  const { fleet, badges } = shell()
  renderApp(
    api().on(authLogout, () => new Response(null, { status: 204 })),
    '/agents',
  )
  await waitFor(() => expect(fleet).toEqual([{ running: 1, degraded: 0, waiting: 0 }]))
  await signOut()
  await waitFor(() => expect(fleet.at(-1)).toBeNull())
  expect(badges.at(-1)).toBe(0)
})

test('tells of approvals that begin to wait, once, and not of those that waited before', async () => {
  const { notices } = shell()
  const before = approval()
  const after = approval({ id: 'apr_00000002', agentName: 'Build Bot', tool: 'exec' })
  let emit = (_: string) => {}
  const events = new ReadableStream<Uint8Array>({
    start: (controller) => {
      emit = (text) => controller.enqueue(new TextEncoder().encode(text))
    },
  })
  const mock = api()
    .on(eventsStream, () => new Response(events, { headers: { 'content-type': 'text/event-stream' } }))
    .on(approvalsList, { items: [before], next: null, total: 1 })
  renderApp(mock, '/approvals')
  await screen.findByRole('region', { name: 'Exact arguments' })
  mock.on(approvalsList, { items: [before, after], next: null, total: 2 })
  const event = { kind: 'approval', id: after.id, agent: after.agent, data: null }
  emit(`data: ${JSON.stringify(event)}\n\n`)
  await waitFor(() => expect(notices).toEqual([{ id: after.id, agent: 'Build Bot', tool: 'exec' }]))
  emit(`data: ${JSON.stringify(event)}\n\n`)
  await waitFor(() => expect(mock.calls(approvalsList).length).toBeGreaterThan(4))
  expect(notices).toHaveLength(1)
})

test('follows the intents of the shell', async () => {
  const { send } = shell()
  const mock = api()
    .on(agentsBulkStop, { items: [{ id: 'agt_00000001', ok: true, detail: '' }] })
    .on(agentsGet, agent())
  renderApp(mock, '/')
  await send({ kind: 'open-screen', screen: 'approvals' })
  await screen.findByRole('heading', { name: 'Approvals' })
  await send({ kind: 'open-agent', agent: 'agt_00000001' })
  await waitFor(() => expect(globalThis.location.pathname).toBe('/dashboard/agents/agt_00000001/activity'))
  await send({ kind: 'open-approval', approval: 'apr_00000001' })
  await waitFor(() =>
    expect(globalThis.location.pathname + globalThis.location.search).toBe('/dashboard/approvals?id=apr_00000001'),
  )
  await send({ kind: 'stop-all' })
  await waitFor(() =>
    expect(mock.calls(agentsBulkStop)[0]?.body).toEqual({
      ids: 'all',
      reason: 'Stopped from the tray of the desktop app.',
    }),
  )
  await send({ kind: 'find' })
  await screen.findByRole('dialog')
})
