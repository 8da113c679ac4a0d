import { agents } from '../../contract/agents.ts'
import type { RolloutRequest } from '../adapter.ts'
import { type House, adapterOf, sentenceOf } from '../house.ts'
import type { Workload } from '../journal/index.ts'

/** Ends what runs on this machine, with grace. Nothing of it is journalled: what should run still should. */
export async function stopLocal(house: House): Promise<void> {
  const here = [...house.workloads.all()].filter(({ place, active }) => place.kind === 'local' && active !== null)
  await Promise.all(
    here.map(async (workload) => {
      try {
        for (const step of adapterOf(house, workload.place).steps('stop', requestOf(house, workload))) {
          await step.run({ results: {}, signal: new AbortController().signal, say: () => undefined })
        }
      } catch (error) {
        house.logger.warn({ agent: workload.agent, why: sentenceOf(error), err: error }, 'an agent keeps running')
      }
    }),
  )
}

function requestOf({ store, ids }: House, { org, agent, place, active }: Workload): RolloutRequest {
  const doc = store.get(agents, org, agent)?.doc
  const nothing = (): Promise<never> => Promise.reject(new Error('A stop needs neither token nor address.'))
  return {
    ref: { org, agent, place },
    instance: active ?? { id: ids.next('ins'), revision: '', generation: 0 },
    previous: null,
    resources: doc?.resources ?? { memoryMb: 128, cpus: 1 },
    credentials: nothing,
    runtime: nothing,
    released: doc?.released ?? 0,
  }
}
