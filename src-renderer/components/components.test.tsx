import { MantineProvider } from '@mantine/core'
import { fireEvent, render, screen } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { ProblemError } from '../../src-engine/contract/problem-error.ts'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { Countdown } from './countdown.tsx'
import { ProblemAlert } from './problem-alert.tsx'
import { RelativeTime } from './relative-time.tsx'
import { StateBadge } from './state-badge.tsx'

function show(node: ReactNode) {
  return render(<MantineProvider>{node}</MantineProvider>)
}

afterEach(() => vi.useRealTimers())

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

test('what has just changed is never said to lie ahead, however old what stood there was', () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T09:41:29.400Z') })
  const at = (time: string) => (
    <MantineProvider>
      <RelativeTime at={time} />
    </MantineProvider>
  )
  const { rerender } = render(at('2026-11-23T09:00:00.000Z'))
  rerender(at('2026-11-23T09:41:29.000Z'))
  expect(screen.getByText('0 s ago')).toBeTruthy()
})

test('a wait that has just begun is not longer than it is', () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-23T09:41:29.400Z') })
  show(<Countdown until="2026-11-23T09:56:29.300Z" />)
  expect(screen.getByText('15:00')).toBeTruthy()
})
