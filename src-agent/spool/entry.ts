import { z } from 'zod'
import {
  agentEventSchema,
  agentTurnSchema,
  runReportSchema,
  toolResultSchema,
} from '../../src-engine/contract/runtime.ts'

/**
 * What waits for delivery. `key` is unique and the same when an entry is written again after a crash, so that the
 * control center can ignore the second one.
 */
export const spoolItemSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), key: z.string(), body: agentEventSchema }),
  z.object({ kind: z.literal('turn'), key: z.string(), body: agentTurnSchema }),
  z.object({ kind: z.literal('result'), key: z.string(), body: toolResultSchema }),
  z.object({ kind: z.literal('report'), key: z.string(), body: runReportSchema }),
])
export type SpoolItem = z.output<typeof spoolItemSchema>

/** An item with its place in the order. */
export const spoolEntrySchema = z.object({ seq: z.int().min(1), item: spoolItemSchema })
export type SpoolEntry = z.output<typeof spoolEntrySchema>
