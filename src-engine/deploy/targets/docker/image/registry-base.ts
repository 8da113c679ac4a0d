import { orNull } from '../workload.ts'
import type { BaseSource } from './base-source.ts'
import { followAnswer } from './follow-answer.ts'

const OFFICIAL = 'node:24-slim'
const MOST_MS = 10 * 60_000

/** The official slim Node image: one that the engine has already, or pulled. */
export function registryBase(): BaseSource {
  return {
    name: 'registry',
    key: () => Promise.resolve({ key: `registry-${OFFICIAL}` }),
    async provide({ docker }, _key, watch) {
      const image = docker.getImage(OFFICIAL)
      if ((await orNull(image.inspect())) === null) {
        watch.say(`Pulling ${OFFICIAL}.`)
        const signal = AbortSignal.any([watch.signal, AbortSignal.timeout(MOST_MS)])
        const answer = await docker.pull(OFFICIAL, { abortSignal: signal })
        await followAnswer(answer, signal, `pulling ${OFFICIAL}`)
      }
      // Built on by its digest or ID, so that what is recorded is what it is built on.
      const { RepoDigests, Id } = await image.inspect()
      return RepoDigests[0] ?? Id
    },
  }
}
