import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuditEntry, auditExport, auditList, auditVerify } from '../../contract/audit.ts'
import { agents } from '../../contract/agents.ts'
import { putAgent } from '../testing/put-agent.ts'
import { type TestContext, type TestOrganization, call, openTestContext } from '../testing/test-context.ts'
import type { Ctx } from '../context.ts'
import { exportAudit } from './export.ts'
import { listAudit } from './list.ts'
import { verifyAudit } from './verify.ts'

let house: TestContext
let ours: TestOrganization
let theirs: TestOrganization
beforeAll(async () => {
  house = await openTestContext()
  ours = await house.found('Ours')
  theirs = await house.found('Theirs')
  const { store } = house.services
  for (let i = 0; i < 450; i += 1) {
    const outcome = i % 10 === 0 ? 'refused' : 'done'
    await store.transaction(
      { org: ours.org, actor: i % 2 ? 'user:usr_odd' : 'user:usr_even', requestId: `r${i}` },
      (tx) => tx.audit({ action: 'things.do', target: `t${i}`, outcome, details: { note: `Number ${i}` } }),
    )
  }
  await store.transaction({ org: theirs.org, actor: 'user:usr_them', requestId: '' }, (tx) =>
    tx.audit({ action: 'things.do', target: 'foreign' }),
  )
})
afterAll(() => house.dispose())

async function exported(ctx: Ctx, query: Record<string, string> = {}): Promise<AuditEntry[]> {
  const stream = await exportAudit(ctx, {
    params: {},
    query: auditExport.query.parse(query),
    body: undefined,
    lastEventId: null,
  })
  const lines: AuditEntry[] = []
  for await (const { data } of stream) if (data) lines.push(auditExport.result.parse(data))
  return lines
}

test('pages run through the whole log once, newest first', async () => {
  const seen: AuditEntry[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await call(auditList, listAudit, ours.as('admin'), {
      query: { action: 'things.do', limit: 200, cursor },
    })
    expect(page.total).toBe(450)
    seen.push(...page.items)
    more = page.next !== null
    cursor = page.next ?? undefined
  }
  expect(seen.map(({ target }) => target)).toEqual(Array.from({ length: 450 }, (_, i) => `t${449 - i}`))
})

test('rows of this machine stand among those of the organization, each once and in order', async () => {
  const { store } = house.services
  for (let i = 0; i < 40; i += 1)
    await store.transaction(
      { org: i % 3 === 0 ? null : i % 3 === 1 ? ours.org : theirs.org, actor: 'x', requestId: '' },
      (tx) => tx.audit({ action: 'mixed', target: `m${i}`, outcome: 'failed' }),
    )
  const seen: string[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const page = await call(auditList, listAudit, ours.as('admin'), {
      query: { action: 'mixed', outcome: 'failed', limit: 4, cursor },
    })
    expect(page.total).toBe(27)
    seen.push(...page.items.map(({ target }) => target))
    more = page.next !== null
    cursor = page.next ?? undefined
  }
  const mixed = Array.from({ length: 40 }, (_, i) => 39 - i).filter((i) => i % 3 !== 2)
  expect(seen).toEqual(mixed.map((i) => `m${i}`))
  // Those of theirs are not seen in an export either.
  expect((await exported(ours.as('admin'), { action: 'mixed' })).map(({ target }) => target)).toEqual(seen)
})

test('filters hold together', async () => {
  const list = (query: Record<string, string>): Promise<{ total: number; items: AuditEntry[] }> =>
    call(auditList, listAudit, ours.as('admin'), { query })
  expect((await list({ outcome: 'refused' })).total).toBe(45)
  expect((await list({ outcome: 'refused', actor: 'user:usr_odd' })).total).toBe(0)
  expect((await list({ target: 't7' })).items).toMatchObject([{ requestId: 'r7', details: { note: 'Number 7' } }])
  expect((await list({ q: 'NUMBER 449' })).items.map(({ target }) => target)).toEqual(['t449'])
  expect((await list({ until: '2020-01-01T00:00:00.000Z' })).total).toBe(0)
  await expect(list({ cursor: 'no cursor' })).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ in: 'query', pointer: '/cursor' }],
  })
})

test('a text is found in any case of its letters, those beyond ASCII too', async () => {
  await house.services.store.transaction({ org: ours.org, actor: 'user:usr_odd', requestId: '' }, (tx) =>
    tx.audit({ action: 'letters.do', target: 't', details: { note: 'Äpfel für Ørsted' } }),
  )
  for (const q of ['Äpfel', 'äpfel FÜR', 'ØRSTED', 'pfel'])
    expect([q, (await call(auditList, listAudit, ours.as('admin'), { query: { q } })).total]).toEqual([q, 1])
})

test('an entry carries the names of who and what it is about, and is found by them until they are gone', async () => {
  const { services } = house
  const write = { org: ours.org, actor: 'system:test', requestId: '' }
  const { id } = await putAgent(services, ours.org, { name: 'Zephyr Support' })
  await services.store.transaction(write, (tx) => tx.audit({ action: 'names.do', target: id }))
  await services.store.transaction({ ...write, actor: `agent:${id}` }, (tx) =>
    tx.audit({ action: 'names.do', target: 'run_0000000001' }),
  )
  const found = async (q: string, of = ours): Promise<unknown[]> =>
    (await call(auditList, listAudit, of.as('admin'), { query: { action: 'names.do', q } })).items.map(
      ({ actorName, targetName }) => [actorName, targetName],
    )
  const both = [
    ['Zephyr Support', null],
    [null, 'Zephyr Support'],
  ]
  expect(await found('zephyr')).toEqual(both)
  expect(await found(id)).toEqual(both)
  expect((await exported(ours.as('admin'), { action: 'names.do', q: 'zephyr' })).map(({ target }) => target)).toEqual([
    'run_0000000001',
    id,
  ])
  expect(await found('zephyr', theirs)).toEqual([])
  await services.store.transaction(write, (tx) => tx.remove(agents, id))
  expect(await found('zephyr')).toEqual([])
  expect(await found(id)).toEqual([
    [null, null],
    [null, null],
  ])
})

test('an export holds the organization’s log whole, begins with itself and takes filters', async () => {
  const lines = await exported(ours.as('admin'))
  expect(lines[0]).toMatchObject({ action: 'audit.export', target: ours.org })
  expect(lines.filter(({ action }) => action === 'things.do').map(({ target }) => target)).toEqual(
    Array.from({ length: 450 }, (_, i) => `t${449 - i}`),
  )
  expect(new Set(lines.map(({ org }) => org))).toEqual(new Set([ours.org, null]))
  expect((await exported(ours.as('admin'), { q: 'number 44' })).map(({ target }) => target)).toEqual(
    expect.arrayContaining(['t44', 't449']),
  )
})

test('nothing leaves when the export cannot be audited, and it ends when its reader goes', async () => {
  const { store } = house.services
  const deaf = { ...store, transaction: () => Promise.reject(new Error('disk')) }
  await expect(exported(ours.as('admin', { store: deaf }))).rejects.toThrow('disk')
  const gone = new AbortController()
  gone.abort()
  expect(await exported(ours.as('admin', { signal: gone.signal }))).toEqual([])
})

test('verifying is audited with what it found', async () => {
  const verdict = await call(auditVerify, verifyAudit, ours.as('admin'))
  expect(verdict).toMatchObject({ intact: true, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(
    (await call(auditList, listAudit, ours.as('admin'), { query: { action: 'audit.verify' } })).items,
  ).toMatchObject([{ outcome: 'done', details: { entries: verdict.entries } }])
})

test('only admins, and only their own organization’s log', async () => {
  for (const role of ['viewer', 'member'] as const) {
    await expect(call(auditList, listAudit, ours.as(role))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(call(auditVerify, verifyAudit, ours.as(role))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(exported(ours.as(role))).rejects.toMatchObject({ code: 'forbidden' })
  }
  expect(
    (await call(auditList, listAudit, theirs.as('admin'), { query: { action: 'things.do' } })).items.map(
      ({ target }) => target,
    ),
  ).toEqual(['foreign'])
})
