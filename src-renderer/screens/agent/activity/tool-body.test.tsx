import { MantineProvider } from '@mantine/core'
import { render } from '@testing-library/react'
import { expect, test } from 'vitest'
import { toolCallSchema } from '../../../../src-engine/contract/activity.ts'
import { approval, hash, now, org } from '../../../testing/fixtures.ts'
import { ToolBody, lookOfCall } from './tool-body.tsx'

const call = toolCallSchema.parse({
  id: 'dec_00000001',
  org,
  agent: 'agt_00000001',
  run: 'run_00000001',
  at: now,
  call: 'call-1',
  tool: 'exec',
  args: {},
  argsHash: hash,
  verdict: 'ask',
  reason: 'A person has to approve it.',
  rule: null,
  policyRev: hash,
  approval: 'apr_00000001',
  outcome: null,
  durationMs: null,
  output: null,
})

test.each([
  ['expired', /exec .* nobody answered in time, so it was denied/, 'warn'],
  ['withdrawn', /exec .* its run ended before anybody answered, so it was not carried out/, 'idle'],
  ['denied', /exec .* was denied/, 'bad'],
] as const)('a call whose request is %s says what became of it', (state, said, tone) => {
  const asked = approval({ state, decidedAt: now })
  const { container } = render(
    <MantineProvider>
      <div data-testid="line">
        <ToolBody call={call} approval={asked} />
      </div>
    </MantineProvider>,
  )
  expect(container.querySelector('[data-testid=line]')?.textContent).toMatch(said)
  expect(lookOfCall(call, asked)[0]).toBe(tone)
})

test('what the person who denied it said stands with the call', () => {
  const vote = { user: 'usr_00000001', decision: 'deny', comment: 'Not on a Friday', at: now } as const
  const { getByText } = render(
    <MantineProvider>
      <ToolBody call={call} approval={approval({ state: 'denied', votes: [vote] })} />
    </MantineProvider>,
  )
  expect(getByText('“Not on a Friday”')).toBeTruthy()
})
