import { expect, test } from 'vitest'
import type { Intent } from '../../src-engine/contract/desktop-bridge.ts'
import { createIntents } from './intents.ts'

const find: Intent = { kind: 'find' }
const agent: Intent = { kind: 'open-agent', agent: 'agt_00000001' }

test('keeps intents until the page listens, hands each over once, and keeps again after a reload', () => {
  const got: Intent[] = []
  const intents = createIntents((intent) => got.push(intent))
  intents.send(agent)
  expect(got).toEqual([])
  intents.ready()
  intents.send(find)
  expect(got).toEqual([agent, find])
  intents.gone()
  intents.send(agent)
  expect(got).toHaveLength(2)
  intents.ready()
  expect(got).toEqual([agent, find, agent])
})
