import { z } from 'zod'

/**
 * In headers and body `{n}` becomes a new number with every request, and `{name}` what the next of `variants` has there:
 * many agents, each with its token, say.
 */
const request = {
  origin: z.string(),
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  variants: z.array(z.record(z.string(), z.string())).default([]),
}
/** For so many seconds or so many requests. */
const howLong = z.union([z.object({ seconds: z.number() }), z.object({ requests: z.int() })])
const throughputJob = z.object({ kind: z.literal('throughput'), ...request, connections: z.int(), until: howLong })
/** One connection, the next request when the last is answered and `pauseMs` have passed. */
const latencyJob = z.object({ kind: z.literal('latency'), ...request, pauseMs: z.number(), until: howLong })

export const jobSchema = z.discriminatedUnion('kind', [throughputJob, latencyJob])
export type Job = z.input<typeof jobSchema>
export type ThroughputJob = z.output<typeof throughputJob>
export type LatencyJob = z.output<typeof latencyJob>

/** What came of a job: answers with 2xx a second, and the milliseconds half and nearly all of them took. */
export const loadSchema = z.object({
  perSecond: z.number(),
  answered: z.int(),
  refused: z.int(),
  /** What came instead of a 2xx: status or kind of failure, and how often. */
  refusals: z.string(),
  p50: z.number(),
  p99: z.number(),
})
export type Load = z.output<typeof loadSchema>
