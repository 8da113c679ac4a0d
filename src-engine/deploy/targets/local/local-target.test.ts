import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startControlCenter } from '../../../../src-agent/testing/control-center.ts'
import { systemClock } from '../../../kernel/clock.ts'
import { silentLogger } from '../../../store/testing/open-test-store.ts'
import { type Harness, openHarness, until } from '../../testing/harness.ts'
import { type LocalTarget, createLocalTarget } from './index.ts'

const AGENT = join(import.meta.dirname, '../../../../src-agent/main.ts')

describe('the reference agent as a process of this machine', () => {
  let data = ''
  let target: LocalTarget
  let center: Awaited<ReturnType<typeof startControlCenter>>
  let h: Harness

  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'local-'))
    center = await startControlCenter()
    target = createLocalTarget({ data, program: { node: process.execPath, args: [AGENT], env: { NODE_COMPILE_CACHE: join(tmpdir(), 'agent-compile-cache') } }, clock: systemClock, logger: silentLogger, timing: { soak: 50, every: 20, grace: 3_000 } })
    h = await openHarness(target, { runtimeAddress: () => Promise.resolve({ host: '127.0.0.1', port: Number(new URL(center.url()).port) }) })
    const { tokens } = h.options
    const issue = tokens.issue.bind(tokens)
    Object.assign(tokens, {
      async issue(identity: Parameters<typeof issue>[0]) {
        center.settings.token = await issue(identity)
        return center.settings.token
      },
    })
  })
  afterEach(async () => {
    await h.dispose()
    target.close()
    await center.down()
    rmSync(data, { recursive: true, force: true })
  })

  test('deploy, talk, stop, start, kill, release', async () => {
    const agent = await h.agent()
    const begun = await h.deployments.begin(h.order(agent.id), 'deploy')
    await h.deployments.idle()
    expect(h.deployments.get(begun.org, begun.id)).toMatchObject({ state: 'succeeded', detail: 'Deployed, and seen serving.' })
    expect(h.moves(agent.id)).toEqual(['draft', 'configuring', 'ready', 'provisioning', 'deploying', 'starting', 'running'])
    const send = h.deployments.connect(agent.org, agent.id)
    expect((await send?.('/readyz'))?.status).toBeLessThan(504)
    expect((await send?.('/v1/runs', { method: 'POST', body: JSON.stringify({ run: 'run_0000000001', task: 'x' }) }))?.status).toBe(202)

    await h.deployments.begin(h.order(agent.id), 'stop')
    await h.deployments.idle()
    expect(h.state(agent.id)).toBe('stopped')
    await h.deployments.begin(h.order(agent.id), 'start')
    await h.deployments.idle()
    expect(h.state(agent.id)).toBe('running')

    const killed = await h.deployments.kill(h.order(agent.id))
    expect(killed).toMatchObject({ state: 'succeeded', kind: 'kill' })
    expect(h.state(agent.id)).toBe('stopped')
    await expect(h.deployments.begin(h.order(agent.id), 'start')).rejects.toMatchObject({ code: 'conflict' })
    await h.deployments.release(h.order(agent.id), 1)
    await h.deployments.begin(h.order(agent.id), 'start')
    await h.deployments.idle()
    expect(h.state(agent.id)).toBe('running')
    await h.deployments.begin(h.order(agent.id), 'destroy')
    await h.deployments.idle()
    expect(h.state(agent.id)).toBe('ready')
    await until(() => true, '')
  })
})
