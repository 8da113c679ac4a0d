import { createParser } from 'eventsource-parser'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { referenceTools } from '../contract/reference-tools.ts'
import { compileProfile, judge } from '../decide/index.ts'
import { profileSchema } from '../contract/permissions.ts'
import { createRehearsal } from './index.ts'
import { splitCommand } from './split-command.ts'

const rehearse = createRehearsal({ chunkMs: 0 })
const tools = referenceTools.map(({ id }) => ({ type: 'function', function: { name: id } }))
const answerSchema = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string(),
      message: z.object({
        content: z.string(),
        tool_calls: z
          .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
          .optional(),
      }),
    }),
  ),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number() }),
})

async function post(body: object): Promise<Response> {
  return rehearse(new Request('http://rehearsal/v1/chat/completions', { method: 'POST', body: JSON.stringify(body) }))
}

/** Plays a whole task as an agent would, answering every call. */
async function play(
  task: string,
  offered: readonly object[] = tools,
): Promise<{ calls: [string, unknown][]; text: string }> {
  const messages: object[] = [
    { role: 'system', content: 'You are …' },
    { role: 'user', content: task },
  ]
  const calls: [string, unknown][] = []
  for (;;) {
    const answer = answerSchema.parse(await (await post({ messages, tools: offered })).json())
    const message = answer.choices[0]?.message
    const call = message?.tool_calls?.[0]
    if (message === undefined || call === undefined) return { calls, text: message?.content ?? '' }
    calls.push([call.function.name, JSON.parse(call.function.arguments)])
    messages.push(
      { role: 'assistant', content: message.content, tool_calls: message.tool_calls },
      { role: 'tool', tool_call_id: call.id, content: 'done' },
    )
  }
}

test('lists, writes a note about the task, reads it back and says that no AI took part', async () => {
  const { calls, text } = await play('Greet the team.')
  expect(calls.map(([name]) => name)).toEqual(['list', 'write', 'read'])
  expect(JSON.stringify(calls[1])).toContain('Greet the team.')
  expect(text).toContain('rehearsal: no AI')
})

test('does what run and fetch lines ask, with arguments its tools accept', async () => {
  const { calls } = await play(
    'Please:\n- run: node -e "console.log(1 + 1)" \'a b\'\n- fetch https://example.com/x\nrun ls',
  )
  expect(calls.slice(2, 5)).toEqual([
    ['exec', { program: 'node', args: ['-e', 'console.log(1 + 1)', 'a b'] }],
    ['web_fetch', { url: 'https://example.com/x' }],
    ['exec', { program: 'ls' }],
  ])
  const open = compileProfile(
    profileSchema.parse({ otherwise: 'allow', allowedHosts: ['example.com'] }),
    referenceTools,
  )
  const free = {
    argsHash: '',
    hold: null,
    budgetExceeded: null,
    rate: { minute: 0, hour: 0, day: 0 },
    approval: null,
    now: 0,
  }
  for (const [tool, args] of calls) expect(judge(open, { ...free, tool, args })).toMatchObject({ verdict: 'allow' })
})

test('leaves out tools that are not offered', async () => {
  expect((await play('run ls', [])).calls).toEqual([])
  expect((await play('run ls', [{ type: 'function', function: { name: 'exec' } }])).calls).toEqual([
    ['exec', { program: 'ls' }],
  ])
})

test('streams the same turn in chunks, usage only when asked for', async () => {
  const body = { messages: [{ role: 'user', content: 'Hello' }], tools }
  const whole = answerSchema.parse(await (await post(body)).json())
  const chunkSchema = z.object({
    choices: z.array(
      z.object({
        delta: z.object({
          content: z.string().optional(),
          tool_calls: z.array(z.object({ function: z.object({ arguments: z.string() }) })).optional(),
        }),
      }),
    ),
    usage: z.unknown().optional(),
  })
  for (const include_usage of [true, false]) {
    const events: string[] = []
    createParser({ onEvent: ({ data }) => void events.push(data) }).feed(
      await (await post({ ...body, stream: true, stream_options: { include_usage } })).text(),
    )
    expect(events.pop()).toBe('[DONE]')
    const chunks = events.map((data) => chunkSchema.parse(JSON.parse(data)))
    const deltas = chunks.flatMap((chunk) => chunk.choices.map((choice) => choice.delta))
    expect(deltas.map((delta) => delta.content ?? '').join('')).toBe(whole.choices[0]?.message.content)
    expect(deltas.map((delta) => delta.tool_calls?.[0]?.function.arguments ?? '').join('')).toBe(
      whole.choices[0]?.message.tool_calls?.[0]?.function.arguments,
    )
    expect(chunks.at(-1)?.usage).toEqual(include_usage ? expect.objectContaining(whole.usage) : undefined)
  }
})

test('is the same every time, and refuses what it cannot read', async () => {
  const body = { messages: [{ role: 'user', content: 'Hello' }], tools, stream: true }
  expect(await (await post(body)).text()).toBe(await (await post(body)).text())
  expect((await post({ messages: [] })).status).toBe(400)
  expect((await rehearse(new Request('http://rehearsal/v1/embeddings', { method: 'POST' }))).status).toBe(404)
  expect(await (await rehearse(new Request('http://rehearsal/v1/models'))).json()).toMatchObject({
    data: [{ id: 'rehearsal' }],
  })
})

test('splits commands at spaces outside quotes', () => {
  expect(splitCommand(`git commit -m "two words" --author='A B' x"y z"`)).toEqual([
    'git',
    'commit',
    '-m',
    'two words',
    '--author=A B',
    'xy z',
  ])
  expect(splitCommand('   ')).toEqual([])
})
