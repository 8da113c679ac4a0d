import { type Benchmark, type Figure, median } from './shared/figure.ts'
import { owner, startHost } from './shared/host.ts'
import { startLoadGenerator } from './shared/load.ts'
import { loopFigures, readLoop, resetLoop } from './shared/loop.ts'
import { seeded, using } from './shared/using.ts'

const ROUNDS = 5
/** A minute's sign-ins of one address, less the one that fetches the token: the limit stays as it is in production. */
const LOGINS = 59

/**
 * What other requests feel of 20 sign-ins in flight: p99 of a page of the list from one client, idle and meanwhile. Each
 * round has a host of its own, because no address may sign in more often than the limit.
 */
export const login: Benchmark = {
  name: 'login',
  run: () =>
    using(async (keep) => {
      const directory = await keep(seeded())
      const others = await keep(startLoadGenerator())
      const sign = await keep(startLoadGenerator())
      const rounds = []
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push(
          await using(async (hold) => {
            const host = await hold(startHost(directory.path))
            const { authorization } = await host.signIn()
            const page = {
              kind: 'latency',
              origin: host.origin,
              method: 'GET',
              path: '/api/engine/agents?limit=10',
              headers: { authorization },
              body: null,
              pauseMs: 1,
            } as const
            await others.run({ ...page, until: { seconds: 1 } })
            const idle = await others.run({ ...page, until: { seconds: 1 } })
            await resetLoop(host.child)
            const state = { done: false }
            const logins = sign
              .run({
                kind: 'throughput',
                origin: host.origin,
                method: 'POST',
                path: '/auth/login',
                headers: { 'content-type': 'application/json' },
                body: JSON.stringify({ ...owner, client: 'token' }),
                connections: 20,
                until: { requests: LOGINS },
              })
              .finally(() => {
                state.done = true
              })
            const busy = []
            while (!state.done) busy.push(await others.run({ ...page, until: { requests: 200 } }))
            const { perSecond } = await logins
            // The last batch ran on after the sign-ins had ended.
            const during = busy.length > 1 ? busy.slice(0, -1) : busy
            return {
              idle: idle.p99,
              busy: Math.max(...during.map(({ p99 }) => p99)),
              perSecond,
              loop: await readLoop(host.child),
            }
          }),
        )
      }
      const [idle, busy] = [median(rounds.map((round) => round.idle)), median(rounds.map((round) => round.busy))]
      const allowed = Math.max(10, idle * 5)
      const figure: Figure = {
        name: 'other requests during 20 sign-ins, p99',
        value: busy,
        unit: 'ms',
        baseline: idle,
        ratio: busy / idle,
        goal: { of: 'value', most: Number(allowed.toPrecision(3)) },
      }
      return [
        figure,
        {
          name: 'sign-ins',
          value: median(rounds.map((round) => round.perSecond)),
          unit: 'sign-ins/s',
          baseline: null,
          ratio: null,
          goal: null,
        },
        ...loopFigures(
          'sign-ins',
          rounds.map(({ loop }) => loop),
          [],
        ),
      ]
    }),
}
