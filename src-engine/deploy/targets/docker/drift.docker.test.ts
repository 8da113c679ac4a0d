import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { jsonValueSchema } from '../../../contract/values.ts'
import { openBench, type DockerBench } from './testing/bench.ts'

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

const created = z.object({ made: z.record(z.string(), jsonValueSchema) })

test('what is changed at the engine past us is told by name, and nothing that rollouts do themselves', async () => {
  const request = bench.request(bench.ref(), 1)
  const { ref, instance } = request
  const { results } = await bench.run('deploy', request)
  const { made } = created.parse(results['create'])
  const drift = () => bench.target.drift(ref, instance.id, made)
  expect(await drift()).toEqual([])
  await bench.run('stop', request)
  expect(await drift()).toEqual([])
  await bench.run('start', request)
  expect(await drift()).toEqual([])

  const agent = bench.docker.getContainer(`control-${ref.agent}-g1-active`)
  const wide = 256 * 1024 * 1024
  await agent.update({ Memory: wide, MemorySwap: wide })
  const forwarder = bench.docker.getContainer(`control-${ref.agent}-g1-forwarder`)
  await bench.docker.getNetwork('bridge').connect({ Container: forwarder.id })
  expect(await drift()).toEqual([
    `Of its agent container: memory limit, ${wide / 2} at first, is ${wide}.`,
    `Of its forwarder container: networks, ["control-net-${ref.org}"] at first, is ["bridge","control-net-${ref.org}"].`,
  ])
})
