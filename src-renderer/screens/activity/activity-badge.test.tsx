import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Activity } from '../../../src-engine/contract/activity.ts'
import { now, org } from '../../testing/fixtures.ts'
import { ActivityBadge } from './activity-badge.tsx'

function show(type: Activity['type'], data: Activity['data']): string | null {
  const activity: Activity = { id: 'act_00000001', org, agent: null, run: null, at: now, type, message: '', data }
  const { container } = render(
    <MantineProvider>
      <ActivityBadge activity={activity} />
    </MantineProvider>,
  )
  return container.querySelector('.badge')?.getAttribute('data-tone') ?? null
}

test.each([
  ['expired', 'Expired', 'warn'],
  ['withdrawn', 'Withdrawn', 'idle'],
  ['denied', 'Denied', 'bad'],
  ['approved', 'Approved', 'ok'],
] as const)('a request that is %s says so, and is as good as that', (state, word, tone) => {
  expect(show('approval_decided', { state })).toBe(tone)
  expect(screen.getByText(word)).toBeTruthy()
})

test('what is no decision keeps its own word', () => {
  expect(show('state_changed', { state: 'expired' })).toBe('idle')
  expect(screen.getByText('State')).toBeTruthy()
})

test('work on a target is called what it is and looks as it ended, not as if it went on', () => {
  expect(show('deployment', { kind: 'kill', state: 'succeeded' })).toBe('ok')
  expect(screen.getByText('Kill')).toBeTruthy()
  expect(show('deployment', { kind: 'deploy', state: 'failed' })).toBe('bad')
  expect(screen.getByText('Deployment')).toBeTruthy()
})
