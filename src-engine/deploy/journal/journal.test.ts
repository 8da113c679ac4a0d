import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestStore, openTestStore } from '../../store/testing/open-test-store.ts'
import { openJournal } from './journal.ts'
import { type Rollout, withStep } from './rollout.ts'

const ORG = 'org_0000000001'
const by = { org: ORG, actor: 'system:test', requestId: '' }

let disk: TestStore
beforeEach(async () => {
  disk = await openTestStore()
})
afterEach(() => disk.dispose())

function rolloutOf(number: number, agent: string, state: Rollout['deployment']['state']): Rollout {
  return {
    deployment: {
      id: `dep_${String(number).padStart(10, '0')}`,
      org: ORG,
      agent,
      target: 'tgt_0000000001',
      kind: 'deploy',
      revision: 'a'.repeat(64),
      state,
      startedAt: new Date(number).toISOString(),
      endedAt: null,
      by: 'user:usr_0000000001',
      detail: '',
      steps: [{ id: 'create', title: 'Create', state: 'waiting', detail: '', startedAt: null, endedAt: null }],
    },
    requestId: '',
    reason: '',
    place: { kind: 'local' },
    instance: { id: 'ins_0000000001', revision: 'a'.repeat(64), generation: 1 },
    resources: { memoryMb: 128, cpus: 1 },
    config: null,
    before: { state: 'ready', desired: 'stopped', active: null },
    runtime: null,
    intents: {},
    results: {},
    undone: [],
    left: [],
    ending: null,
    killNo: null,
  }
}

test('keeps the newest ended rollouts of each agent, and every one that has not ended, also over a restart', async () => {
  const journal = openJournal(disk.store, 3)
  await disk.store.transaction(by, (tx) => journal.write(tx, rolloutOf(1, 'agt_0000000001', 'running')))
  await disk.store.transaction(by, (tx) => journal.write(tx, rolloutOf(2, 'agt_0000000002', 'failed')))
  for (let number = 3; number < 9; number += 1)
    await disk.store.transaction(by, (tx) => journal.write(tx, rolloutOf(number, 'agt_0000000001', 'succeeded')))
  const kept = ['dep_0000000001', 'dep_0000000006', 'dep_0000000007', 'dep_0000000008']
  expect(journal.list(ORG, { agent: 'agt_0000000001' }).map(({ id }) => id)).toEqual(kept)
  expect(journal.list(ORG, { state: 'failed' }).map(({ id }) => id)).toEqual(['dep_0000000002'])
  expect(journal.list('org_0000000002', {})).toEqual([])

  const reopened = openJournal(await disk.reopen(), 3)
  expect(reopened.list(ORG, { agent: 'agt_0000000001' }).map(({ id }) => id)).toEqual(kept)
  expect(reopened.unfinished().map(({ deployment }) => deployment.id)).toEqual(['dep_0000000001'])
})

test('every change tells the screens the state and the step it is at', async () => {
  const journal = openJournal(disk.store)
  const written = rolloutOf(1, 'agt_0000000001', 'running')
  await disk.store.transaction(by, (tx) => journal.write(tx, written))
  const step = { id: 'create', title: 'Create' }
  await disk.store.transaction(by, (tx) =>
    journal.change(tx, written.deployment.id, (now) => withStep(now, step, { state: 'running', detail: 'half' })),
  )
  expect(disk.store.changes.after(ORG, 0, 10)?.map(({ event }) => event)).toMatchObject([
    { kind: 'deployment', id: written.deployment.id, agent: 'agt_0000000001', data: { state: 'running', step: null } },
    { kind: 'deployment', data: { state: 'running', step: { id: 'create', state: 'running', detail: 'half' } } },
  ])
  expect(journal.get(written.deployment.id)?.deployment.steps[0]?.detail).toBe('half')
})
