import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ToolRule } from '../../../../src-engine/contract/permissions.ts'
import { RuleEditor } from './rule-editor.tsx'

test('a selector that is left empty says that any will do', () => {
  const rule: ToolRule = { label: 'Ask before files change', verdict: 'ask', categories: ['write'] }
  render(
    <MantineProvider>
      <RuleEditor rule={rule} onChange={() => undefined} />
    </MantineProvider>,
  )
  for (const selector of ['Risks', 'Side effects'])
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: selector }).placeholder).toBe('any')
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Categories' }).placeholder).toBe('')
})
