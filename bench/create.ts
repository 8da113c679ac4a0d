import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { startBare } from './shared/bare.ts'
import { type Benchmark, against, aside, median } from './shared/figure.ts'
import { startHost } from './shared/host.ts'
import { startLoadGenerator } from './shared/load.ts'
import type { Load } from './shared/load-job.ts'
import { type LoopReading, loopFigures, readLoop, resetLoop } from './shared/loop.ts'
import { ask, startProcess } from './shared/process.ts'
import { alternately } from './shared/rounds.ts'
import { seeded, using } from './shared/using.ts'

const ready = z.object({ creations: z.int(), rows: z.int() })
const commits = z.object({ perSecond: z.number(), p50: z.number(), done: z.int() })

/** Few enough that all rounds together stay below what an organization may hold and what there is to commit again. */
const MANY = 1_500
const RAW = 700
const ONE = 200

/**
 * Creating an agent, durable, with audit and outbox: 64 connections against raw single commits of the same rows with
 * `synchronous=FULL`; and one client's p50 against such a commit plus an empty request. Beside it what is left of a
 * creation when everything but the request, the commit and a sync off the loop is taken away.
 */
export const create: Benchmark = {
  name: 'create',
  run: () =>
    using(async (keep) => {
      const directory = await keep(seeded())
      const file = join(directory.path, 'empty.json')
      await writeFile(file, '{}')
      const raw = await keep(
        startProcess(
          fileURLToPath(new URL('raw-commits.ts', import.meta.url)),
          [join(directory.path, 'control.db')],
          ready,
        ),
      )
      const bare = await keep(startBare('bare-page.ts', [file]))
      const offLoop = await keep(startBare('bare-create.ts', [join(directory.path, 'control.db'), 'off-loop']))
      const blocking = await keep(startBare('bare-create.ts', [join(directory.path, 'control.db'), 'blocking']))
      const host = await keep(startHost(directory.path))
      const { authorization } = await host.signIn()
      const load = await keep(startLoadGenerator())
      const loops: LoopReading[] = []
      const post = {
        origin: host.origin,
        method: 'POST',
        path: '/api/engine/agents',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ template: 'careful-writer', name: 'New agent {n}', role: 'Writer', tags: ['bench'] }),
      } as const
      const empty = { origin: bare.origin, method: 'GET', path: '/page', headers: {}, body: null } as const
      const one = (origin: string): Promise<Load> =>
        load.run({ kind: 'latency', ...post, origin, pauseMs: 0, until: { requests: ONE } })
      const results = await alternately<{ readonly perSecond: number; readonly p50: number }>({
        commits: () => ask(raw.child, { commits: RAW }, commits),
        empty: () => load.run({ kind: 'latency', ...empty, pauseMs: 0, until: { requests: ONE * 2 } }),
        offLoop: () => one(offLoop.origin),
        blocking: () => one(blocking.origin),
        one: () => one(host.origin),
        async many(warmUp) {
          await resetLoop(host.child)
          const done = await load.run({ kind: 'throughput', ...post, connections: 64, until: { requests: MANY } })
          if (!warmUp) loops.push(await readLoop(host.child))
          return done
        },
      })
      const perSecond = (name: string): number => median(results[name]?.map((result) => result.perSecond) ?? [])
      const p50 = (name: string): number => median(results[name]?.map((result) => result.p50) ?? [])
      return [
        against('create an agent, 64 connections', 'creations/s', perSecond('many'), perSecond('commits'), {
          least: 0.5,
        }),
        against('create an agent, one client, p50', 'ms', p50('one'), p50('commits') + p50('empty'), { most: 2 }),
        aside('create: the same rows behind a bare route, synced off the loop, p50', 'ms', p50('offLoop')),
        aside('create: the same rows behind a bare route that waits for the disk, p50', 'ms', p50('blocking')),
        ...loopFigures('create', loops, []),
      ]
    }),
}
