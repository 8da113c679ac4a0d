import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { expect, test, vi } from 'vitest'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { StateBadge } from './state-badge.tsx'

function show(node: ReactNode) {
  return render(<MantineProvider>{node}</MantineProvider>)
}

test('a state is colour, shape and word', () => {
  const { container } = show(<StateBadge state="degraded" />)
  expect(container.querySelector('.badge')?.getAttribute('data-tone')).toBe('warn')
  expect(container.querySelector('.badge svg')).not.toBeNull()
  expect(screen.getByText('Degraded')).toBeTruthy()
})

test('a problem says what, why, which field, and its request', () => {
  const problem = {
    type: 'about:blank',
    title: '',
    status: 400,
    detail: 'The name is taken.',
    code: 'conflict',
    requestId: 'req-77',
    errors: [{ in: 'body', pointer: '/name', detail: 'is taken' }],
  } as const
  show(<ProblemAlert error={new ProblemError({ ...problem, errors: [...problem.errors] })} />)
  const text = screen.getByRole('alert').textContent
  expect(text).toContain('This does not fit with how things are now.')
  expect(text).toContain('The name is taken.')
  expect(text).toContain('/name')
  expect(text).toContain('req-77')
})

test('a field whose sentence was said already is not said again', () => {
  const detail = 'id: is not an identifier'
  const problem = { type: 'about:blank', title: '', status: 400, detail, code: 'invalid_input', requestId: '' } as const
  const errors = [{ in: 'params' as const, pointer: '/id', detail: 'is not an identifier' }]
  show(<ProblemAlert error={new ProblemError({ ...problem, errors })} />)
  expect(screen.getAllByText(/is not an identifier/)).toHaveLength(1)
})

test('what cannot be undone waits for the name', () => {
  const confirmed = vi.fn<(reason: string) => void>()
  show(
    <ConfirmDialog
      title="Destroy?"
      action="Destroy"
      typed="Ada"
      pending={false}
      error={null}
      onConfirm={confirmed}
      onClose={() => undefined}
    >
      Gone.
    </ConfirmDialog>,
  )
  const field = screen.getByLabelText(/Type “Ada”/)
  fireEvent.change(field, { target: { value: 'Adam' } })
  fireEvent.submit(field)
  expect(confirmed).not.toHaveBeenCalled()
  fireEvent.change(field, { target: { value: 'Ada' } })
  fireEvent.submit(field)
  expect(confirmed).toHaveBeenCalledOnce()
})
