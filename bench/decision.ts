import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { startBare } from './shared/bare.ts'
import { type Benchmark, against, median } from './shared/figure.ts'
import { startLoadGenerator } from './shared/load.ts'
import { loopFigures, probeArgs } from './shared/loop.ts'
import { startProcess } from './shared/process.ts'
import { alternately } from './shared/rounds.ts'
import { seeded, using } from './shared/using.ts'
import { watched } from './shared/watched.ts'

const ready = z.object({
  host: z.string(),
  port: z.int(),
  running: z.array(z.object({ run: z.string(), token: z.string() })),
})
const REPLY = z.object({ verdict: z.literal('allow'), decisionId: z.string() })

/** A tool decision with its durable record over the runtime listener, 64 connections of 8 agents. */
export const decision: Benchmark = {
  name: 'decision',
  run: () =>
    using(async (keep) => {
      const directory = await keep(seeded())
      const runtime = await keep(
        startProcess(fileURLToPath(new URL('runtime-host.ts', import.meta.url)), [directory.path], ready, probeArgs),
      )
      const bare = await keep(startBare('bare-insert.ts', [directory.path]))
      const load = await keep(startLoadGenerator())
      const origin = `http://${runtime.ready.host}:${runtime.ready.port}`
      const request = {
        method: 'POST' as const,
        headers: { authorization: 'Bearer {token}', 'content-type': 'application/json', 'idempotency-key': 'call-{n}' },
        body: JSON.stringify({
          run: '{run}',
          call: 'call-{n}',
          tool: 'edit',
          args: { path: 'notes/today.md', find: 'call the office', replace: 'call the office tomorrow at nine' },
        }),
        variants: runtime.ready.running,
      }
      await check(origin, runtime.ready.running[0])
      const job = { kind: 'throughput', ...request, connections: 64 } as const
      const until = (warmUp: boolean) => ({ seconds: warmUp ? 1 : 2 })
      const results = await alternately(
        watched({
          bare: {
            child: bare.child,
            measure: (warmUp) => load.run({ ...job, origin: bare.origin, path: '/decide', until: until(warmUp) }),
          },
          ours: {
            child: runtime.child,
            measure: (warmUp) => load.run({ ...job, origin, path: '/tools/decide', until: until(warmUp) }),
          },
        }),
      )
      const of = (name: string): number => median(results[name]?.map(({ load: { perSecond } }) => perSecond) ?? [])
      const loops = (name: string) => results[name]?.map(({ loop }) => loop) ?? []
      return [
        against('tool decision over HTTP', 'decisions/s', of('ours'), of('bare'), { least: 0.45 }),
        ...loopFigures('tool decision', loops('ours'), loops('bare')),
      ]
    }),
}

/** What is measured has to be an allowed call: a refusal would be cheaper. */
async function check(
  origin: string,
  agent: { readonly run: string; readonly token: string } | undefined,
): Promise<void> {
  const answer = await fetch(`${origin}/tools/decide`, {
    method: 'POST' as const,
    headers: { authorization: `Bearer ${agent?.token ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      run: agent?.run,
      call: 'check',
      tool: 'edit',
      args: { path: 'notes/today.md', find: 'a', replace: 'b' },
    }),
  })
  REPLY.parse(await answer.json())
}
