import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench, type DockerBench } from './testing/bench.ts'

let bench: DockerBench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(async () => await bench.close())

test('an agent is brought up, seen serving, stopped, started, killed and removed', async () => {
  const ref = bench.ref()
  const request = bench.request(ref, 1)
  const journal = await bench.run('deploy', request)
  expect(journal.said.at(-1)).toMatch(/It served after/)
  expect(await bench.target.observe(ref)).toEqual({
    killMark: null,
    instances: [{ ...request.instance, role: 'active', running: true, frozen: false, ended: null }],
  })
  expect(await bench.names(ref)).toEqual({
    containers: ['control-A-g1-active', 'control-A-g1-forwarder'],
    volumes: ['control-key-A-g1', 'control-link-A-g1', 'control-pipes-A-g1', 'control-ws-A'],
  })
  const answer = await bench.target.connect(ref, request.instance.id)('/healthz')
  expect(await answer.json()).toEqual({ status: 'ok', instance: request.instance.id })

  await bench.run('stop', request)
  expect((await bench.target.observe(ref)).instances[0]).toMatchObject({ running: false, ended: 'exit code 0' })
  await bench.run('start', request)
  expect((await bench.target.observe(ref)).instances[0]).toMatchObject({ running: true, ended: null })

  expect(await bench.target.kill(ref, 1)).toMatchObject({ confirmed: true })
  const killed = await bench.target.observe(ref)
  expect(killed).toMatchObject({ killMark: 1, instances: [{ running: false, ended: 'killed (exit code 137)' }] })
  await expect(bench.run('start', request)).rejects.toThrow(/Release the kill first/)
  await bench.target.release(ref, 1)
  await bench.run('start', request)

  await bench.run('destroy', request)
  expect(await bench.names(ref)).toEqual({ containers: [], volumes: [] })
  const ofOrg = JSON.stringify({ label: [`control.org=${bench.org}`] })
  expect(await bench.docker.listNetworks({ filters: ofOrg })).toEqual([])
})
