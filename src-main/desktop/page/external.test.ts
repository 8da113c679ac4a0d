import { expect, test, vi } from 'vitest'
import { createOpenExternal, externalAddress } from './external.ts'

test.each([
  'http://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://host/share',
  'ms-msdt:/id',
  'https://user:password@example.com/',
  'https://user@example.com/',
  `https://example.com/${'a'.repeat(2_000)}`,
  'example.com',
  '',
])('%s is never offered', (address) => {
  expect(externalAddress(address)).toBeNull()
})

function opener(answer: boolean | Promise<boolean>) {
  const ask = vi.fn(async () => answer)
  const open = vi.fn(async () => undefined)
  return { ask, open, external: createOpenExternal({ ask, open }) }
}

test('the person sees where it leads, host in its true (punycode) form, and decides', async () => {
  const yes = opener(true)
  expect(await yes.external('https://exаmple.com/docs')).toBe(true)
  expect(yes.ask).toHaveBeenCalledWith(expect.objectContaining({ message: 'Open xn--exmple-4nf.com in your browser?' }))
  expect(yes.open).toHaveBeenCalledExactlyOnceWith('https://xn--exmple-4nf.com/docs')
  const no = opener(false)
  expect(await no.external('https://example.com/')).toBe(false)
  expect(no.open).not.toHaveBeenCalled()
})

test('one question at a time', async () => {
  let decide = (_: boolean) => {}
  const { external, ask, open } = opener(new Promise((resolve) => (decide = resolve)))
  const first = external('https://example.com/1')
  expect(await external('https://example.com/2')).toBe(false)
  decide(true)
  expect(await first).toBe(true)
  expect(ask).toHaveBeenCalledOnce()
  expect(open).toHaveBeenCalledExactlyOnceWith('https://example.com/1')
})
