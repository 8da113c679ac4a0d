import { afterAll, beforeAll, expect, test } from 'vitest'
import { conversationsGet, conversationsList } from '../../contract/conversations.ts'
import { putRun, putTurn } from '../testing/records.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import { getConversation } from './get.ts'
import { listConversations } from './list.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
let talk: string
let quiet: string
const [ida, otto] = ['agt_00000001', 'agt_00000002']
const at = (minute: number): string => `2026-03-01T10:0${minute}:00.000Z`
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
  const { services } = house
  talk = await putRun(services, ours.org, ida, 'Sort the mail')
  quiet = await putRun(services, ours.org, otto, 'Water the plants')
  for (const index of [0, 1, 2])
    await putTurn(services, { org: ours.org, agent: ida, run: talk }, index, `turn ${index}`, at(index))
  await putRun(services, theirs.org, ida, 'Foreign')
})
afterAll(() => house.dispose())

test('one conversation per run, newest first, with how many turns and when the last was', async () => {
  const { items, total } = await call(conversationsList, listConversations, ours.as('viewer'))
  expect(total).toBe(2)
  expect(items).toMatchObject([
    { run: quiet, agent: otto, task: 'Water the plants', turns: 0 },
    { run: talk, agent: ida, task: 'Sort the mail', turns: 3, lastAt: at(2) },
  ])
  expect(
    (await call(conversationsList, listConversations, ours.as('viewer'), { query: { agent: ida } })).items.map(
      ({ run }) => run,
    ),
  ).toEqual([talk])
  const page = await call(conversationsList, listConversations, ours.as('viewer'), { query: { limit: 1 } })
  expect(
    (
      await call(conversationsList, listConversations, ours.as('viewer'), {
        query: { limit: 1, cursor: page.next ?? '' },
      })
    ).items.map(({ run }) => run),
  ).toEqual([talk])
})

test('turns come in order, page by page', async () => {
  const page = await call(conversationsGet, getConversation, ours.as('viewer'), {
    params: { run: talk },
    query: { limit: 2 },
  })
  expect(page.items.map(({ index, text, agent, at: when }) => [index, text, agent, when])).toEqual([
    [0, 'turn 0', ida, at(0)],
    [1, 'turn 1', ida, at(1)],
  ])
  const rest = await call(conversationsGet, getConversation, ours.as('viewer'), {
    params: { run: talk },
    query: { limit: 2, cursor: page.next ?? '' },
  })
  expect([rest.items.map(({ index }) => index), rest.next, rest.total]).toEqual([[2], null, 3])
  expect((await call(conversationsGet, getConversation, ours.as('viewer'), { params: { run: quiet } })).items).toEqual(
    [],
  )
})

test('another organization’s run is not there, and nobody who is not signed in', async () => {
  await expect(
    call(conversationsGet, getConversation, theirs.as('owner'), { params: { run: talk } }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(
    call(conversationsGet, getConversation, ours.as('viewer'), { params: { run: 'run_99999999' } }),
  ).rejects.toMatchObject({ code: 'not_found' })
  await expect(call(conversationsList, listConversations, house.outside({ kind: 'anonymous' }))).rejects.toMatchObject({
    code: 'unauthenticated',
  })
})
