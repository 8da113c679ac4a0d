import { fc, test } from '@fast-check/vitest'
import { expect, test as plain } from 'vitest'
import { parseLogLine } from './parse-log-line.ts'

plain('lines of our agent and of pino are taken apart', () => {
  expect(
    parseLogLine('{"at":"2026-03-01T10:00:00.000Z","level":"warn","message":"no answer","why":"it is away","try":2}'),
  ).toEqual({ level: 'warn', message: 'no answer', fields: 'why="it is away" try=2' })
  expect(parseLogLine('{"level":50,"time":1,"pid":7,"hostname":"h","msg":"broke","err":{"code":"E"}}')).toEqual({
    level: 'error',
    message: 'broke',
    fields: 'err={"code":"E"}',
  })
  expect(parseLogLine('{"level":"info","message":"up"}')).toEqual({ level: null, message: 'up', fields: '' })
})

plain('anything else is left as it is', () => {
  for (const text of ['', 'plain', '{', '{"a":1}', '[1]', '{"message":7}', 'null', '{"message":"cut'])
    expect([text, parseLogLine(text)]).toEqual([text, null])
})

test.prop([
  fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) => `{"message":${JSON.stringify(value)}}`),
  ),
])('no line breaks it', (text) => {
  expect(() => parseLogLine(text)).not.toThrow()
})
