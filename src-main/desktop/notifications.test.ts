import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { createNotifyApproval } from './notifications.ts'

const notice = { id: 'apr_00000001', agent: 'Researcher', tool: 'exec' }

function notifier(state: { inFront?: boolean; supported?: boolean } = {}) {
  const made: (EventEmitter & { show: ReturnType<typeof vi.fn>; options: { title: string; body: string } })[] = []
  const focus = vi.fn()
  const send = vi.fn()
  const notify = createNotifyApproval({
    create: (options) => {
      const notification = Object.assign(new EventEmitter(), { show: vi.fn(), options })
      made.push(notification)
      return notification
    },
    isSupported: () => state.supported ?? true,
    isInFront: () => state.inFront ?? false,
    focus,
    send,
  })
  return { notify, made, focus, send }
}

test('a click brings the window to the front and opens the approval', () => {
  const { notify, made, focus, send } = notifier()
  notify(notice)
  expect(made[0]?.options).toMatchObject({
    title: 'Researcher asks before it acts',
    body: expect.stringContaining('exec'),
  })
  expect(made[0]?.show).toHaveBeenCalledOnce()
  made[0]?.emit('click')
  expect(focus).toHaveBeenCalledOnce()
  expect(send).toHaveBeenCalledExactlyOnceWith({ kind: 'open-approval', approval: notice.id })
})

test('once for each approval, also when the page says it again', () => {
  const { notify, made } = notifier()
  notify(notice)
  notify(notice)
  notify({ ...notice, id: 'apr_00000002' })
  expect(made).toHaveLength(2)
})

test('not while the person looks at the window, and not where the system shows none', () => {
  for (const state of [{ inFront: true }, { supported: false }]) {
    const { notify, made } = notifier(state)
    notify(notice)
    expect(made).toHaveLength(0)
  }
})
