import { randomUUID } from 'node:crypto'
import { runtimeHeartbeat, type AgentCommand, type Heartbeat } from '../../src-engine/contract/runtime.ts'
import { pause, type ControlClient } from '../control/index.ts'
import { sentence } from '../errors.ts'
import { log } from '../log.ts'
import type { Lease } from './lease.ts'

/** After a missed reply the next is tried this soon, so that a short absence does not cost the lease. */
const RETRY_MS = 1_000
/** A token that lasts no longer than this is renewed. */
const RENEW_BELOW_S = 6 * 3_600

interface HeartbeatDeps {
  readonly client: ControlClient
  readonly lease: Lease
  readonly status: () => Heartbeat
  readonly obey: (command: AgentCommand) => void
}

/** Beats until `signal` aborts; hands every command of a reply to `obey`, in order. */
export async function beat({ client, lease, status, obey }: HeartbeatDeps, signal: AbortSignal): Promise<void> {
  let missed = 0
  while (!signal.aborted) {
    try {
      const reply = await client.call(runtimeHeartbeat, {
        body: status(),
        key: `heartbeat.${randomUUID()}`,
        signal,
        timeoutMs: lease.every() * 1000,
      })
      lease.renew(reply.every)
      if (missed > 0) log('info', 'heartbeats are answered again', { missed })
      missed = 0
      if (reply.tokenSeconds !== undefined && reply.tokenSeconds < RENEW_BELOW_S) void client.renewToken()
      for (const command of reply.commands) obey(command)
    } catch (error) {
      if (signal.aborted) return
      missed += 1
      if (missed === 1) log('warn', 'a heartbeat was not answered', { why: sentence(error) })
    }
    await pause(missed > 0 ? Math.min(RETRY_MS, lease.every() * 1000) : lease.every() * 1000, signal).catch(
      () => undefined,
    ) // Aborted: the loop ends.
  }
}
