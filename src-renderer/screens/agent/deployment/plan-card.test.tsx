import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { agentsGet } from '../../../../src-engine/contract/agents.ts'
import { deploymentsList, deploymentsPlan, type Deployment } from '../../../../src-engine/contract/deployments.ts'
import { agent } from '../../../testing/fixtures.ts'
import { api, renderApp } from '../../../testing/render-app.tsx'

const described = `9f02${'a'.repeat(60)}`
const older = `7c1e${'b'.repeat(60)}`

function show(running: string | null) {
  const seen = agent({ revision: described, observed: { ...agent().observed, revision: running } })
  const done: Deployment = {
    id: 'dep_00000001',
    org: seen.org,
    agent: seen.id,
    target: 'tgt_00000001',
    kind: 'deploy',
    revision: running ?? described,
    state: 'succeeded',
    startedAt: seen.createdAt,
    endedAt: seen.createdAt,
    by: seen.createdBy,
    detail: '',
    steps: [],
  }
  const mock = api()
    .on(agentsGet, seen)
    .on(deploymentsList, { items: [done], next: null, total: 1 })
  renderApp(mock, '/agents/agt_00000001/deployment')
  return mock
}

test('says without a plan that what is described runs already', async () => {
  show(described)
  expect(await screen.findByText(/^Revision 9f02 runs, and it is the newest/)).toBeTruthy()
})

test('says without a plan which revision a deployment would bring', async () => {
  show(older)
  expect(await screen.findByText(/^Revision 7c1e runs, 9f02 is described/)).toBeTruthy()
})

test('says without a plan that nothing runs', async () => {
  show(null)
  expect(await screen.findByText(/^Nothing runs\. A deployment would start revision 9f02/)).toBeTruthy()
})

test('a plan says each right on a line of its own, and of what cannot be reached not that it has no downtime', async () => {
  const gained = ['Read file: allowed now, was not there.', 'Write file: asked first now, was not there.']
  show(null).on(deploymentsPlan, {
    agent: 'agt_00000001',
    target: 'tgt_00000001',
    revision: described,
    previousRevision: null,
    changes: [],
    permissionsGained: gained,
    downtime: { expected: false, reason: 'The engine cannot be reached.' },
    steps: [],
    notes: [],
    refusals: ['There is no engine.'],
  })
  fireEvent.click(await screen.findByRole('button', { name: 'Look at the plan' }))
  expect(await screen.findByText('The engine cannot be reached.')).toBeTruthy()
  for (const right of gained) expect(screen.getByText(right)).toBeTruthy()
})
