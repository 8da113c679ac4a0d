import { setTimeout as sleep } from 'node:timers/promises'
import { problemSchema } from '../../src-engine/contract/problem.ts'
import { liveEventSchema, type LiveEvent } from '../live/index.ts'
import { until } from '../testing/agent-process.ts'
import { agentTest, RUN, type Fixture } from '../testing/fixture.ts'

/** Reads an SSE answer to its end, or until `enough`. */
async function readEvents(
  answer: Response,
  enough: (events: readonly LiveEvent[]) => boolean = () => false,
): Promise<{ ids: number[]; events: LiveEvent[] }> {
  const ids: number[] = []
  const events: LiveEvent[] = []
  let rest = ''
  const decoder = new TextDecoder()
  if (answer.body === null) throw new Error('no body')
  for await (const chunk of answer.body) {
    rest += decoder.decode(chunk, { stream: true })
    const blocks = rest.split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1]
      if (data === undefined) continue
      events.push(liveEventSchema.parse(JSON.parse(data)))
      ids.push(Number(/^id: (\d+)$/m.exec(block)?.[1]))
    }
    if (enough(events)) break
  }
  return { ids, events }
}

const textOf = (events: readonly LiveEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.delta : event.type === 'snapshot' ? event.partial : '')).join('')

async function post(f: Fixture, path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await f.agent.call(path, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

agentTest.concurrent('shows its probes to anyone and its work to the token alone', async ({ f, expect }) => {
  await f.started()
  for (const probe of ['/healthz', '/startupz', '/readyz'])
    expect((await f.agent.call(probe, { headers: { authorization: '' } })).status).toBe(200)
  for (const authorization of ['', 'Bearer ', 'Bearer wrong', 'test-token-not-a-secret']) {
    const refused = await post(f, '/v1/runs', JSON.stringify({ run: RUN, task: 'x' }), { authorization })
    expect(refused.status).toBe(401)
    expect(problemSchema.parse(JSON.parse(refused.text)).code).toBe('unauthenticated')
  }
  expect(f.agent.output()).not.toContain('test-token-not-a-secret')
})

agentTest.concurrent('is not ready, and admits nothing, before it has a config', async ({ f, expect }) => {
  await f.center.down()
  await f.agent.start()
  expect((await f.agent.call('/healthz')).status).toBe(200)
  expect((await f.agent.call('/startupz')).status).toBe(503)
  const ready = await f.agent.call('/readyz')
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({
    dependencies: { config: { ok: false }, controlCenter: { ok: false }, workspace: { ok: true } },
  })
  expect((await post(f, '/v1/runs', JSON.stringify({ run: RUN, task: 'x' }))).status).toBe(503)
})

agentTest.concurrent('refuses what is no order, and a known run with another task', async ({ f, expect }) => {
  await f.started()
  for (const body of [
    '',
    '{',
    '[]',
    '{}',
    '{"run":"run_0000000001"}',
    '{"run":"../x","task":"x"}',
    '{"run":"run_0000000001","task":"x","more":1}',
    '{"run":"run_0000000001","task":"a\\u0000b"}',
  ])
    expect([body, (await post(f, '/v1/runs', body)).status]).toEqual([body, 400])
  expect((await post(f, '/v1/runs', JSON.stringify({ run: RUN, task: 'x'.repeat(300_000) }))).status).toBe(413)
  f.center.settings.script = [{ text: 'Done.' }]
  await f.give('one')
  await f.give('one')
  expect((await post(f, '/v1/runs', JSON.stringify({ run: RUN, task: 'two' }))).status).toBe(409)
  await f.ended()
  expect(f.center.seen.models).toHaveLength(1)
  expect((await post(f, '/v1/runs/run_nobody0001/cancel', '')).status).toBe(404)
  expect((await f.agent.call('/v1/runs/run_nobody0001/events')).status).toBe(404)
})

agentTest.concurrent(
  'streams tokens, tool calls and states as they come, and goes on from the last id seen',
  async ({ f, expect }) => {
    f.center.settings.judge = () => 'ask'
    f.center.settings.script = [
      { text: 'I will write a file.', calls: [{ tool: 'write', args: { path: 'a', content: 'a' } }] },
      { text: 'All done.' },
    ]
    await f.started()
    await f.give()
    const first = await readEvents(await f.agent.call(`/v1/runs/${RUN}/events`), (events) =>
      events.some((event) => event.type === 'tool' && event.phase === 'waiting'),
    )
    const lastId = first.ids.at(-1) ?? 0
    // Watched from its very beginning or a little later: text is whole in both, as deltas, partial or turn.
    expect(textOf(first.events) + JSON.stringify(first.events)).toContain('I will write a file.')
    await until(() => f.center.seen.reports.some(({ state }) => state === 'waiting'), 'a waiting report')
    for (const id of f.center.approvals.keys()) f.center.answer(id, 'approved')
    await f.ended()
    const rest = await readEvents(
      await f.agent.call(`/v1/runs/${RUN}/events`, { headers: { 'last-event-id': String(lastId) } }),
    )
    expect(rest.ids.every((id) => id > lastId)).toBe(true)
    expect(rest.events.some(({ type }) => type === 'snapshot')).toBe(false)
    expect(textOf(rest.events)).toBe('All done.')
    expect(rest.events.flatMap((event) => (event.type === 'tool' ? [event.phase] : []))).toEqual([
      'asked',
      'acting',
      'done',
    ])
    expect(rest.events.at(-1)).toMatchObject({ type: 'state', state: 'succeeded' })

    const late = await readEvents(await f.agent.call(`/v1/runs/${RUN}/events`, { headers: { 'last-event-id': '12' } }))
    expect(late.events).toMatchObject([
      {
        type: 'snapshot',
        state: 'succeeded',
        turns: [{ role: 'user' }, { role: 'assistant' }, { role: 'tool' }, { role: 'assistant', text: 'All done.' }],
      },
    ])
  },
)

agentTest.concurrent(
  'gives tokens to a watcher while the model still speaks, and cancels on request',
  async ({ f, expect }) => {
    f.center.settings.script = [{ text: 'Thinking aloud', hang: true }]
    await f.started()
    await f.give()
    await readEvents(await f.agent.call(`/v1/runs/${RUN}/events`), (events) =>
      textOf(events).includes('Thinking aloud'),
    )
    await sleep(50)
    expect((await post(f, `/v1/runs/${RUN}/cancel`, '')).status).toBe(202)
    expect(await f.ended()).toMatchObject({ state: 'cancelled', reason: 'Cancelled on request.' })
  },
)
