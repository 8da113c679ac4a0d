import { expect, test } from 'vitest'
import { EngineError } from '../src-engine/index.ts'
import { createLogger } from './logger.ts'

/** What a line of the log holds. */
function logged(fields: object): Record<string, unknown> {
  let text = ''
  createLogger('debug', { write: (line) => (text += line) }).error(fields, 'it failed')
  expect(text).not.toContain('hidden')
  return JSON.parse(text)
}

test('no secret field, however deep and in whatever spelling', () => {
  const headers = { Authorization: 'Bearer hidden', 'Set-Cookie': 'hidden', accept: 'application/json' }
  expect(
    logged({
      password: 'hidden',
      request: { body: { items: [{ accessToken: 'hidden', name: 'Ada' }] }, headers },
      a: { b: { c: { d: { e: { recoveryKey: 'hidden', n: 1 } } } } },
    }),
  ).toMatchObject({
    msg: 'it failed',
    password: '[Redacted]',
    request: {
      body: { items: [{ accessToken: '[Redacted]', name: 'Ada' }] },
      headers: { Authorization: '[Redacted]', 'Set-Cookie': '[Redacted]', accept: 'application/json' },
    },
    a: { b: { c: { d: { e: { recoveryKey: '[Redacted]', n: 1 } } } } },
  })
})

test('nor in an error: its own fields, its details, its causes and what it was made of', () => {
  const cause = Object.assign(new Error('refused'), { config: { headers: { authorization: 'hidden' } } })
  const err = new EngineError('dependency_unavailable', 'It does not answer.', {
    cause,
    details: { token: 'hidden', retryAfter: 3 },
  })
  expect(logged({ err, requestId: 'req_1' })).toMatchObject({
    requestId: 'req_1',
    err: {
      type: 'EngineError',
      message: expect.stringContaining('It does not answer.'),
      stack: expect.stringContaining('logger.test.ts'),
      code: 'dependency_unavailable',
      details: { token: '[Redacted]', retryAfter: 3 },
    },
  })
  expect(logged({ err: cause })).toMatchObject({ err: { config: { headers: { authorization: '[Redacted]' } } } })
  const both = new AggregateError([Object.assign(new Error('one'), { password: 'hidden' })], 'both')
  expect(logged({ err: both })).toMatchObject({
    err: { aggregateErrors: [{ message: 'one', password: '[Redacted]' }] },
  })
})

test('what is no secret stays as it is, a null shows that there is none, and a circle ends', () => {
  const at = new Date(0)
  const circle: Record<string, unknown> = { n: 1 }
  circle['again'] = circle
  expect(logged({ at, token: null, list: [1, 'a', null], tokens: 42, circle })).toMatchObject({
    at: '1970-01-01T00:00:00.000Z',
    token: null,
    list: [1, 'a', null],
    tokens: 42,
    circle: { n: 1, again: { n: 1 } },
  })
})
