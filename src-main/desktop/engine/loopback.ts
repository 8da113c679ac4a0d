import { parseUrl } from '../page/origin.ts'
import { ShellError } from './port.ts'

const LOOPBACK = /^(127(\.\d{1,3}){3}|\[::1\])$/

/**
 * Origin of an engine on this machine. Only literal loopback addresses: a name, even localhost, may resolve elsewhere,
 * and what is sent there carries sessions in clear.
 * @throws ShellError for any other address
 */
export function loopbackOrigin(address: string): string {
  const url = parseUrl(address)
  const good = url?.protocol === 'http:' && LOOPBACK.test(url.hostname) && url.username === '' && url.password === ''
  if (url === null || !good)
    throw new ShellError(
      `The window can only show an engine on this machine, and ${address.slice(0, 200)} is not a loopback address.`,
    )
  return url.origin
}
