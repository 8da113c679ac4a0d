import type Database from 'better-sqlite3'
import { z } from 'zod'
import { decisions } from './catalog.ts'
import { placedSources } from './places.ts'

/** What an agent used on one UTC day (or in one hour: `at` is then cut to the hour). */
export interface SpendBucket {
  readonly org: string
  readonly agent: string
  /** RFC 3339 prefix: `2026-11-22` or `2026-11-22T13`. */
  readonly at: string
  readonly microUsd: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly calls: number
}

/** Sums over the budget ledger that its generic reader cannot make. */
export interface SpendingQueries {
  /** Buckets of an organization or one of its agents since `since` (RFC 3339). */
  buckets(
    size: 'hour' | 'day',
    since: string,
    of: { readonly org: string; readonly agent?: string | undefined },
  ): SpendBucket[]
  /** What each run has cost so far. */
  ofRun(run: string): Pick<SpendBucket, 'microUsd' | 'inputTokens' | 'outputTokens'>
  /** What counts against a run's limits: its model calls, tokens, and milliseconds of model and tool calls. */
  useOfRun(run: string): { readonly modelCalls: number; readonly tokens: number; readonly milliseconds: number }
  /** Model calls of a run that began at `since` (RFC 3339) or later. */
  modelCallsSince(run: string, since: string): number
  /**
   * What an agent has reported of its own model calls since `since` (milliseconds since the epoch), oldest first: when, for
   * which run, and how many tokens. Reads all that is in the ledger of an agent that has reported nothing before.
   */
  reports(agent: string, since: number): Report[]
  /** Times (milliseconds since the epoch) of the decisions of one verdict on an agent's calls since `since`, oldest first. */
  decisionTimes(agent: string, verdict: 'allow' | 'ask', since: number): number[]
}

export interface Report {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly run: string | null
  readonly tokens: number
}

export const bucketSchema = z.object({
  org: z.string(),
  agent: z.string(),
  at: z.string(),
  microUsd: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  calls: z.int(),
})
/** Made once: making a schema costs far more than parsing a row with it. */
const bucketRow = bucketSchema.omit({ at: true }).extend({ bucket: z.string() })
const runSchema = z.object({ microUsd: z.number(), inputTokens: z.number(), outputTokens: z.number() })
const useSchema = z.object({ modelCalls: z.int(), tokens: z.number(), milliseconds: z.number() })
const countSchema = z.object({ n: z.int() })
const momentSchema = z.string().transform((at) => Date.parse(at))
const reportSchema = z.object({
  at: momentSchema,
  run: z.string().nullable(),
  tokens: z.number(),
})
const decidedSchema = z.object({ at: momentSchema, verdict: z.string() })

const SUMS = `
  COALESCE(SUM(json_extract(doc, '$.microUsd')), 0) AS microUsd,
  COALESCE(SUM(json_extract(doc, '$.inputTokens')), 0) AS inputTokens,
  COALESCE(SUM(json_extract(doc, '$.outputTokens')), 0) AS outputTokens`

export function openSpendingQueries(database: Database.Database): SpendingQueries {
  const ofRun = database.prepare(`SELECT ${SUMS} FROM budget_ledger WHERE run = ?`)
  const useOfRun = database.prepare(
    `SELECT COALESCE(SUM(json_extract(doc, '$.model') <> ''), 0) AS modelCalls,
            COALESCE(SUM(json_extract(doc, '$.inputTokens') + json_extract(doc, '$.outputTokens')), 0) AS tokens,
            COALESCE(SUM(json_extract(doc, '$.milliseconds')), 0)
              + (SELECT COALESCE(SUM(json_extract(doc, '$.durationMs')), 0) FROM tool_results WHERE run = :run) AS milliseconds
     FROM budget_ledger WHERE run = :run`,
  )
  const callsSince = database.prepare(
    `SELECT COUNT(*) AS n FROM budget_ledger WHERE run = ? AND at >= ? AND json_extract(doc, '$.model') <> ''`,
  )
  function* newestDecisions(agent: string): Generator<unknown, void> {
    for (const { from, condition, values, place } of placedSources(decisions.name, { agent }))
      yield* database
        .prepare(
          `SELECT at, json_extract(doc, '$.verdict') AS verdict FROM ${from} WHERE ${condition} AND agent = ? ORDER BY ${place} DESC`,
        )
        .iterate(...values, agent)
  }
  // A report stands for itself in the ledger, everything else for a reservation.
  const newestReports = database.prepare(
    `SELECT at, run, json_extract(doc, '$.inputTokens') + json_extract(doc, '$.outputTokens') AS tokens
     FROM budget_ledger WHERE agent = ? AND ref = id ORDER BY pk DESC`,
  )
  return {
    buckets(size, since, { org, agent }) {
      const [filter, values] = agent === undefined ? ['', []] : [' AND agent = ?', [agent]]
      return database
        .prepare(
          `SELECT org, agent, substr(at, 1, ${size === 'day' ? 10 : 13}) AS bucket, ${SUMS}, COALESCE(SUM(json_extract(doc, '$.model') <> ''), 0) AS calls
           FROM budget_ledger WHERE at >= ? AND org = ?${filter} GROUP BY org, agent, bucket ORDER BY bucket`,
        )
        .all(since, org, ...values)
        .map((raw) => {
          const { bucket, ...rest } = bucketRow.parse(raw)
          return { ...rest, at: bucket }
        })
    },
    useOfRun: (run) => useSchema.parse(useOfRun.get({ run })),
    modelCallsSince: (run, since) => countSchema.parse(callsSince.get(run, since)).n,
    ofRun: (run) => runSchema.parse(ofRun.get(run)),
    reports: (agent, since) => oldestFirst(newestReports.iterate(agent), reportSchema, since),
    decisionTimes: (agent, verdict, since) =>
      oldestFirst(newestDecisions(agent), decidedSchema, since)
        .filter((decided) => decided.verdict === verdict)
        .map(({ at }) => at),
  }
}

/** Rows that come newest first, read down to the first that is older than `since`: what is long ago costs nothing. */
function oldestFirst<Row extends { readonly at: number }>(
  rows: Iterable<unknown>,
  schema: z.ZodType<Row>,
  since: number,
): Row[] {
  const found: Row[] = []
  for (const raw of rows) {
    const row = schema.parse(raw)
    if (row.at < since) break
    found.push(row)
  }
  return found.toReversed()
}
