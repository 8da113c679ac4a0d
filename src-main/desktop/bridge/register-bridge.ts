import { z } from 'zod'
import {
  approvalNoticeSchema,
  fleetStatusSchema,
  type ApprovalNotice,
  type FleetStatus,
} from '../../../src-engine/contract/desktop-bridge.ts'
import { originOf } from '../page/origin.ts'
import { channels } from './channels.ts'

/** What this needs of an IPC event: the frame is null once it was left. */
interface SenderEvent {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

export interface IpcPort {
  handle(channel: string, listener: (event: SenderEvent, value: unknown) => unknown): void
}

interface BridgeDeps {
  readonly ipc: IpcPort
  ownOrigin(): string | null
  readonly on: {
    fleet(status: FleetStatus): void
    approval(notice: ApprovalNotice): void
    badge(count: number): void
    external(url: string): Promise<boolean>
    listening(is: boolean): void
  }
}

/**
 * The shell's side of the preload: each message must come from the main frame of our own page and is parsed before it
 * is used. A refusal reaches the page as a rejected promise.
 */
export function registerBridge({ ipc, ownOrigin, on }: BridgeDeps): void {
  function handle<Schema extends z.ZodType>(
    channel: string,
    schema: Schema,
    act: (value: z.output<Schema>) => unknown,
  ): void {
    ipc.handle(channel, (event, value) => {
      const { senderFrame: frame } = event
      const origin = ownOrigin()
      if (frame === null || frame.parent !== null || origin === null || originOf(frame.url) !== origin)
        throw new Error(`${channel}: refused, it comes from elsewhere than our page`)
      const parsed = schema.safeParse(value)
      if (!parsed.success) throw new Error(`${channel}: ${z.prettifyError(parsed.error)}`)
      return act(parsed.data)
    })
  }
  handle(channels.fleet, fleetStatusSchema, on.fleet)
  handle(channels.approval, approvalNoticeSchema, on.approval)
  handle(channels.badge, z.int().min(0).max(9_999), on.badge)
  handle(channels.external, z.string().max(2_000), on.external)
  handle(channels.listening, z.boolean(), on.listening)
}
