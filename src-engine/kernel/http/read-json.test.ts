import { expect, test } from 'vitest'
import { readJson } from './read-json.ts'

function request(body: string | Uint8Array<ArrayBuffer>): Request {
  return new Request('http://control.test/', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}

function refusal(pointer: string): object {
  return { code: 'invalid_input', fields: [{ in: 'body', pointer }] }
}

test('a key that objects cannot hold is refused, not dropped', async () => {
  await expect(readJson(request('{"rules":{"a":[{"__proto__":{"verdict":"deny"}}]}}'), 1_000)).rejects.toMatchObject(
    refusal('/rules'),
  )
  await expect(readJson(request('{"\\u005f_proto__":1}'), 1_000)).rejects.toMatchObject(refusal('/__proto__'))
  await expect(readJson(request('{"prototype":{"constructor":1}}'), 1_000)).resolves.toEqual({
    prototype: { constructor: 1 },
  })
})

test('bytes that are not UTF-8 are refused rather than replaced', async () => {
  const lone = new Uint8Array([...Buffer.from('{"a":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')])
  await expect(readJson(request(lone), 1_000)).rejects.toMatchObject(refusal(''))
  await expect(readJson(request(lone), 1_000, false)).resolves.toEqual({ a: '\ufffd\ufffd\ufffd' })
  await expect(readJson(request('{"a":"\ufffd ä 日本"}'), 1_000)).resolves.toEqual({ a: '\ufffd ä 日本' })
})

test('what is nested too deep is named by its field', async () => {
  const deep = `${'['.repeat(1_000)}${']'.repeat(1_000)}`
  await expect(readJson(request(`{"a/b":1,"args":{"x":${deep}}}`), 10_000)).rejects.toMatchObject(refusal('/args'))
  await expect(readJson(request(deep), 10_000)).rejects.toMatchObject(refusal(''))
  await expect(readJson(request('['.repeat(100_000)), 200_000)).rejects.toMatchObject(refusal(''))
  await expect(readJson(request('['.repeat(100_000) + ']'.repeat(100_000)), 300_000)).rejects.toMatchObject(refusal(''))
})
