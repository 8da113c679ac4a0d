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
      // The digest says which image it was; one that was loaded from a file has none, only its ID.
      const { RepoDigests, Id } = await image.inspect()
      const found = RepoDigests[0] ?? Id
      watch.say(`The base is ${found}.`)
      return found
    },
  }
}
