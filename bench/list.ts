import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Benchmark, against, median } from './shared/figure.ts'
import { startBare } from './shared/bare.ts'
import { startHost } from './shared/host.ts'
import { loopFigures } from './shared/loop.ts'
import { startLoadGenerator } from './shared/load.ts'
import { alternately } from './shared/rounds.ts'
import { seeded, using } from './shared/using.ts'
import { type Contender, watched } from './shared/watched.ts'

const pages = {
  'list 50 of 5,000 agents': '/api/engine/agents?limit=50',
  'list, filtered and sorted': '/api/engine/agents?limit=50&tag=north&q=agent&sort=-createdAt',
} as const

/** A page of 50 of 5,000 agents, 10 connections, against a bare Hono route that stringifies the same page per request. */
export const list: Benchmark = {
  name: 'list',
  run: () =>
    using(async (keep) => {
      const directory = await keep(seeded())
      const host = await keep(startHost(directory.path))
      const headers = await host.signIn()
      const load = await keep(startLoadGenerator())
      const contenders: Record<string, Contender> = {}
      for (const [name, path] of Object.entries(pages)) {
        const file = join(directory.path, `${name}.json`)
        await writeFile(file, await (await fetch(`${host.origin}${path}`, { headers })).text())
        const bare = await keep(startBare('bare-page.ts', [file]))
        const ask =
          (origin: string, where: string, sent: Record<string, string>): Contender['measure'] =>
          () =>
            load.run({
              kind: 'throughput',
              origin,
              method: 'GET',
              path: where,
              headers: sent,
              body: null,
              connections: 10,
              until: { seconds: 1 },
            })
        contenders[`bare ${name}`] = { child: bare.child, measure: ask(bare.origin, '/page', {}) }
        contenders[name] = { child: host.child, measure: ask(host.origin, path, headers) }
      }
      const results = await alternately(watched(contenders))
      const of = (name: string): number => median(results[name]?.map(({ load: { perSecond } }) => perSecond) ?? [])
      const loops = (prefix: string) =>
        Object.keys(pages).flatMap((name) => results[`${prefix}${name}`]?.map(({ loop }) => loop) ?? [])
      return [
        ...Object.keys(pages).map((name) => against(name, 'requests/s', of(name), of(`bare ${name}`), { least: 0.6 })),
        ...loopFigures('list', loops(''), loops('bare ')),
      ]
    }),
}
