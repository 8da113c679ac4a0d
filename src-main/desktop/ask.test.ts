import { expect, test, vi } from 'vitest'
import { createAsk } from './ask.ts'

const question = { message: 'Stop?', detail: 'All of them.', yes: 'Stop' }

test('only the named button agrees; Enter and Escape do not', async () => {
  for (const [response, agreed] of [
    [0, true],
    [1, false],
  ] as const) {
    const showMessageBox = vi.fn(async () => ({ response }))
    expect(await createAsk({ showMessageBox })(question)).toBe(agreed)
    expect(showMessageBox).toHaveBeenCalledWith(
      expect.objectContaining({ buttons: ['Stop', 'Cancel'], defaultId: 1, cancelId: 1, message: 'Stop?' }),
    )
  }
})

test('a question that was taken away is not agreed to', async () => {
  const asked = new AbortController()
  asked.abort()
  expect(
    await createAsk({ showMessageBox: async () => ({ response: 0 }) })({ ...question, signal: asked.signal }),
  ).toBe(false)
})
