import { z } from 'zod'
import { idSchema, line } from './values.ts'

/** What the desktop shell asks of the page: from a deep link, a menu, the tray or a clicked notification. */
export const intentSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open-agent'), agent: idSchema }),
  z.strictObject({ kind: z.literal('open-approval'), approval: idSchema }),
  z.strictObject({
    kind: z.literal('open-screen'),
    screen: z.enum(['overview', 'agents', 'approvals', 'deployments', 'audit', 'settings']),
  }),
  z.strictObject({ kind: z.literal('find') }),
  z.strictObject({ kind: z.literal('shortcuts') }),
  /** The person has already confirmed it in a dialog of the shell. */
  z.strictObject({ kind: z.literal('stop-all') }),
])
export type Intent = z.output<typeof intentSchema>

const count = z.int().min(0).max(1_000_000)

/** What the page knows about the fleet, for the tray; null while nobody is signed in. */
export const fleetStatusSchema = z.strictObject({ running: count, degraded: count, waiting: count }).nullable()
export type FleetStatus = z.output<typeof fleetStatusSchema>

/** An approval that has just begun to wait for the person at this window. */
export const approvalNoticeSchema = z.strictObject({ id: idSchema, agent: line(120), tool: line(120) })
export type ApprovalNotice = z.output<typeof approvalNoticeSchema>

/**
 * `window.desktop` of a page that runs in the desktop window; absent in a browser. The page holds the session, so it
 * alone can read the fleet: it reports here what the shell shows outside the window, and acts on the shell's intents.
 */
export interface DesktopBridge {
  readonly platform: string
  readonly versions: { readonly app: string; readonly electron: string; readonly chrome: string }
  /** Call at sign-in, at each change, and with null at sign-out. Rejects when refused. */
  reportFleet(status: FleetStatus): Promise<void>
  /** A system notification while the window is not in front; a click gives the intent `open-approval`. */
  notifyApproval(notice: ApprovalNotice): Promise<void>
  /** Number on the dock or launcher icon; 0 removes it. */
  setBadge(count: number): Promise<void>
  /** Asks the person and opens an https address in their browser. Resolves with whether it was opened. */
  openExternal(url: string): Promise<boolean>
  /** From now on intents come here, those that waited first. Returns the function that ends it. */
  onIntent(listener: (intent: Intent) => void): () => void
}
