import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import type { LogLine } from '../../../contract/deployments.ts'
import { logLines } from './log-lines.ts'

function frame(stream: 1 | 2, text: string | Buffer): Buffer {
  const body = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}

async function read(chunks: readonly Buffer[]): Promise<LogLine[]> {
  const lines: LogLine[] = []
  // oxlint-disable-next-line require-await -- a stream of what is there already
  for await (const line of logLines(
    (async function* () {
      yield* chunks
    })(),
  ))
    lines.push(line)
  return lines
}

test('frames of both streams become lines with their time in milliseconds', async () => {
  const bytes = [
    frame(1, '2026-01-02T03:04:05.123456789Z one\r\n'),
    frame(2, '2026-01-02T03:04:05.5Z two\n'),
    frame(1, '2026-01-02T03:04:06Z \n'),
  ]
  expect(await read(bytes)).toEqual([
    { at: '2026-01-02T03:04:05.123Z', stream: 'stdout', text: 'one' },
    { at: '2026-01-02T03:04:05.500Z', stream: 'stderr', text: 'two' },
    { at: '2026-01-02T03:04:06.000Z', stream: 'stdout', text: '' },
  ])
})

test('a line may span frames, and another stream may speak in between', async () => {
  const lines = await read([
    frame(1, '2026-01-02T03:04:05.1Z be'),
    frame(2, '2026-01-02T03:04:05.2Z err\n'),
    frame(1, 'gin'),
  ])
  expect(lines.map(({ stream, text }) => `${stream} ${text}`)).toEqual(['stderr err', 'stdout begin'])
})

test('text without a stamp stays, NULs are escaped, and endless lines are handed on in parts', async () => {
  const lines = await read([frame(1, 'no stamp\0here\n'), frame(1, 'x'.repeat(70_000))])
  expect(lines.map(({ at, text }) => [at, text.length])).toEqual([
    [null, 'no stamp\\u0000here'.length],
    [null, 70_000],
  ])
})

property.prop([
  fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 }),
  fc.array(fc.nat({ max: 60 }), { maxLength: 20 }),
])('wherever the bytes are cut, the lines are the same', async (texts, cuts) => {
  const clean = texts.map((text) => text.replace(/[\r\n\0]/g, '-'))
  const whole = Buffer.concat(clean.map((text) => frame(1, `2026-01-02T03:04:05.1Z ${text}\n`)))
  const chunks: Buffer[] = []
  let at = 0
  for (const cut of cuts) {
    chunks.push(whole.subarray(at, at + cut))
    at += cut
  }
  chunks.push(whole.subarray(at))
  expect((await read(chunks)).map(({ text }) => text)).toEqual(clean)
})
