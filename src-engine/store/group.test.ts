import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { targets } from '../contract/targets.ts'
import { systemClock } from '../kernel/clock.ts'
import { EngineError } from '../kernel/errors.ts'
import { stateHistory } from './index.ts'
import { type TestStore, openTestStore } from './testing/open-test-store.ts'

const ORG = 'org_00000000'
const context = { org: ORG, actor: 'user:usr_00000000', requestId: 'req-1' }
const GROUP = 6

let refuses: boolean
let syncs: number
let opened: TestStore
beforeEach(async () => {
  refuses = false
  opened = await openTestStore(systemClock, (file) => {
    if (refuses && file === 'control.db') throw new Error('EIO: i/o error, fdatasync')
    return () => {
      syncs += 1
    }
  })
  syncs = 0
})
afterEach(() => opened.dispose())

const runs: string[] = []
beforeEach(() => {
  runs.length = 0
})

/** Adds a target; the body says that it ran, and fails where it is told to. */
function add(name: string, fail?: Error): Promise<string> {
  return opened.store.independent(context, (tx) => {
    runs.push(name)
    tx.insert(targets, { id: `tgt_${name}`, org: ORG, createdAt: tx.at, name, place: { kind: 'local' } })
    tx.append(stateHistory, { id: `mov_${name}`, doc: { from: null, to: 'draft', by: 'x', reason: name } })
    tx.audit({ action: 'targets.create', target: name })
    tx.emit({ kind: 'target', id: name, agent: null, data: null })
    if (fail) throw fail
    return name
  })
}
const named = (): string[] => [...opened.store.rows(targets, ORG).values()].map(({ doc }) => doc.name).toSorted()
const audited = (): string[] => opened.store.audit.page(ORG, {}, null, 50).items.map(({ target }) => target)
const names = Array.from({ length: GROUP }, (_, n) => `0000000${n}`)

test('what comes in one turn is all there, in order, after one sync, and after a restart', async () => {
  const heard: string[] = []
  opened.bus.subscribe(ORG, ({ event }) => heard.push(event.id))
  expect(await Promise.all(names.map((name) => add(name)))).toEqual(names)
  expect(syncs).toBe(1)
  expect([named(), heard, audited()]).toEqual([names, names, names.toReversed()])
  const store = await opened.reopen()
  expect([named(), audited()]).toEqual([names, names.toReversed()])
  for (const name of names) expect(store.stream(stateHistory).get(`mov_${name}`)?.doc.reason).toBe(name)
  expect(await store.audit.verify()).toMatchObject({ intact: true, entries: GROUP })
})

test('one that fails is refused alone, with its own reason, and leaves nothing behind', async () => {
  const refusal = new EngineError('conflict', 'no')
  const ended = await Promise.allSettled(names.map((name, n) => add(name, n === 2 ? refusal : undefined)))
  const others = names.filter((_, n) => n !== 2)
  expect(ended[2]).toEqual({ status: 'rejected', reason: refusal })
  expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(GROUP - 1)
  expect([named(), audited().toReversed()]).toEqual([others, others])
  expect(runs).toEqual([...names.slice(0, 3), ...names])
  expect(await opened.store.audit.verify()).toMatchObject({ intact: true, entries: GROUP - 1 })
  expect(opened.store.stream(stateHistory).get(`mov_${names[2] ?? ''}`)).toBeUndefined()
  await opened.reopen()
  expect([named(), audited().toReversed()]).toEqual([others, others])
})

test('none sees what another one of its group writes, and a write beside them is not part of it', async () => {
  const seen: boolean[] = []
  const [first = '', second = ''] = names
  const looking = opened.store.independent(context, (tx) => {
    seen.push(tx.get(targets, `tgt_${first}`) !== undefined, tx.get(targets, `tgt_${second}`) !== undefined)
  })
  const before = add(first)
  const beside = opened.store.transaction(context, (tx) =>
    tx.insert(targets, { id: `tgt_${second}`, org: ORG, createdAt: tx.at, name: second, place: { kind: 'local' } }),
  )
  expect(named(), 'only what runs at once').toEqual([second])
  await Promise.all([before, looking, beside])
  expect(seen).toEqual([false, true])
  expect(named()).toEqual([first, second])
})

test('a group adds no more than a collection holds', async () => {
  const { bound } = targets
  await opened.store.transaction(context, (tx) => {
    for (let n = 0; n < bound - 2; n += 1) {
      const id = `tgt_full${String(n).padStart(4, '0')}`
      tx.insert(targets, { id, org: ORG, createdAt: tx.at, name: id, place: { kind: 'local' } })
    }
  })
  const ended = await Promise.allSettled(names.map((name) => add(name)))
  expect(ended.map(({ status }) => status)).toEqual(names.map((_, n) => (n < 2 ? 'fulfilled' : 'rejected')))
  expect(opened.store.rows(targets, ORG).size).toBe(bound)
})

test('when their sync fails all of them hear of it, and none is written a second time', async () => {
  refuses = true
  const ended = await Promise.allSettled(names.map((name) => add(name)))
  expect(ended).toEqual(
    names.map(() => ({ status: 'rejected', reason: expect.objectContaining({ code: 'storage_full' }) })),
  )
  expect(runs).toEqual(names)
  await turn()
  await expect(add('00000009')).rejects.toMatchObject({ code: 'storage_full' })
  expect(runs, 'nothing begins any more').toEqual(names)
})

test('when telling of them fails none is written a second time', async () => {
  opened.bus.subscribe(ORG, () => {
    throw new Error('nobody listens')
  })
  const ended = await Promise.allSettled(names.map((name) => add(name)))
  expect(ended.map(({ status }) => status)).toEqual(names.map(() => 'rejected'))
  expect(runs).toEqual(names)
  expect(named()).toEqual(names)
})
