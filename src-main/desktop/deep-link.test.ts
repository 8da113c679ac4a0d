import { expect, test } from 'vitest'
import { intentInArguments, parseDeepLink } from './deep-link.ts'

test('a link to an agent or an approval is an intent', () => {
  expect(parseDeepLink('agenticmail://agents/agt_00000001')).toEqual({ kind: 'open-agent', agent: 'agt_00000001' })
  expect(parseDeepLink('agenticmail://approvals/apr_00000001/')).toEqual({
    kind: 'open-approval',
    approval: 'apr_00000001',
  })
})

test.each([
  'agenticmail://agents/',
  'agenticmail://agents/../settings',
  'agenticmail://agents/%61gt_00000001',
  'agenticmail://agents/agt_00000001/delete',
  'agenticmail://agents/agt_00000001?x=1',
  'agenticmail://stop-all',
  'agenticmail://stop-all/agt_00000001',
  'https://agents/agt_00000001',
  'javascript:alert(1)',
  `agenticmail://agents/agt_${'a'.repeat(600)}`,
  '',
])('%s is no intent', (link) => {
  expect(parseDeepLink(link)).toBeNull()
})

test('is found among the arguments of a second start', () => {
  const argv = ['/opt/app', '--allow-file-access', '.', 'agenticmail://agents/agt_00000001']
  expect(intentInArguments(argv)).toEqual({ kind: 'open-agent', agent: 'agt_00000001' })
  expect(intentInArguments(['/opt/app', '.'])).toBeNull()
})
