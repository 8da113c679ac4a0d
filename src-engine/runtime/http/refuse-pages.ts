import { isIP } from 'node:net'
import { EngineError } from '../../kernel/errors.ts'

/**
 * Turns away what a browser sends for a page: it names its origin with every call to another one, also in a preflight, and
 * an agent never does. A page whose name was bound to our address (DNS rebinding) is to the browser of our own origin and
 * reads without saying so, but under that name; agents come to an address, or through a socket under a name without dots.
 * Called before anything else, so that a page somebody visits cannot even try tokens; a middleware would cost every tool
 * call a tenth of its time.
 * @throws EngineError `forbidden`
 */
export function refusePages({ headers }: Request): void {
  if (headers.has('origin') || isNameOfWeb(headers.get('host') ?? ''))
    throw new EngineError('forbidden', 'This address is for deployed agents. Pages in a browser are not answered here.')
}

function isNameOfWeb(host: string): boolean {
  const name = host.replace(/:\d*$/, '')
  return name.includes('.') && !name.startsWith('[') && isIP(name) === 0
}
