import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { agentsCreate, agentsList } from '../contract/agents.ts'
import { AT_ONCE } from './turns.ts'
import { openTestApi } from './testing/open-test-api.ts'
import { send } from './testing/send.ts'
import { makeWorld } from './testing/world.ts'

test('while a checkpoint holds writers, what writes waits and what reads does not', async () => {
  let held: Promise<void> | undefined
  const api = await openTestApi({
    around: (services) => ({ ...services, store: { ...services.store, writable: () => held } }),
  })
  const world = await makeWorld(api)
  const token = await world.token(world.ours.people.owner)
  const gate = Promise.withResolvers<void>()
  held = gate.promise

  const made: number[] = []
  const writers = Array.from({ length: AT_ONCE + 1 }, async (_, n) => {
    const body = { template: 'careful-writer', name: `Agent ${n}`, role: 'Writer' }
    made.push((await send(api, agentsCreate, { token, body })).status)
  })
  const read = await send(api, agentsList, { token })
  expect(read.status).toBe(200)
  for (let n = 0; n < 20; n += 1) await turn()
  expect(made).toEqual([])

  held = undefined
  gate.resolve()
  await Promise.all(writers)
  expect(made).toEqual(writers.map(() => 201))
  await api.dispose()
})
