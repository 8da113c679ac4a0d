import { statSync } from 'node:fs'
import path from 'node:path'
import { until } from './testing/agent-process.ts'
import { agentTest, RUN } from './testing/fixture.ts'

agentTest.concurrent('renews a token before it ends, so that no call is refused', async ({ f, expect }) => {
  await f.started()
  f.center.settings.tokenSeconds = 60
  await until(() => f.agent.token() === 'renewed-1', 'a renewal')
  await f.give()
  expect(await f.ended()).toMatchObject({ state: 'succeeded' })
  expect(f.agent.token()).toBe('renewed-1')
  if (process.platform !== 'win32') expect(statSync(path.join(f.agent.home, 'token')).mode & 0o777).toBe(0o600)
  expect(f.center.seen.renewals).toBe(1)
  // Calls that were on their way when the token changed.
  expect(f.center.seen.refused.length).toBeLessThan(5)
})

agentTest.concurrent(
  'whose token ended while it was away proves its key and delivers what it kept',
  async ({ f, expect }) => {
    f.center.settings.script = [
      { calls: [{ tool: 'write', args: { path: 'a.txt', content: 'a' } }] },
      { text: 'Done.' },
    ]
    f.center.settings.takesRecords = false
    await f.started()
    await f.give()
    await until(() => f.center.seen.models.length === 2, 'the last answer')
    await f.agent.end('SIGTERM')
    f.center.settings.takesRecords = true
    f.center.settings.token = 'another, after a long time'
    await f.agent.start()
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
    expect(f.center.seen.results).toHaveLength(1)
    expect(f.center.seen.turns.map(({ run, role }) => [run, role])).toContainEqual([RUN, 'assistant'])
    expect(f.center.seen.renewals).toBe(1)
    expect(f.agent.token()).toBe('renewed-1')
  },
)

agentTest.concurrent(
  'that is revoked gets none, does not ask all the time, and works on when it is let in again',
  async ({ f, expect }) => {
    await f.started()
    const { publicKey } = f.center.settings
    f.center.settings.publicKey = null
    f.center.settings.token = 'not its own'
    const refused = f.center.seen.refused.length
    await until(() => f.center.seen.refused.length > refused + 2, 'refusals')
    expect(f.agent.output().match(/the token cannot be renewed/g)).toHaveLength(1)
    expect(f.agent.token()).not.toBe('not its own')
    f.center.settings.publicKey = publicKey
    await until(() => f.agent.token() === 'renewed-1', 'a renewal', 20_000)
    await f.give()
    expect(await f.ended()).toMatchObject({ state: 'succeeded' })
  },
)
