import { parseUrl } from './origin.ts'

const LONGEST = 2_000

/** An address that may be offered to the person's browser: https, no credentials in it, of a sane length; else null. */
export function externalAddress(address: string): URL | null {
  if (address.length > LONGEST) return null
  const url = parseUrl(address)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' ? url : null
}

interface ExternalDeps {
  /** Asks with a native dialog; resolves with whether the person agreed. */
  ask(question: { message: string; detail: string; yes: string }): Promise<boolean>
  /** Hands an address to the default browser. */
  open(url: string): Promise<void>
}

/** Opens an address outside, after the person saw where it leads. Resolves with whether it was opened. */
export type OpenExternal = (address: string) => Promise<boolean>

/**
 * Links may come from what an agent wrote, and an address can carry data away: nothing is opened unseen. One question
 * at a time, for a page could otherwise bury the person in them.
 */
export function createOpenExternal({ ask, open }: ExternalDeps): OpenExternal {
  let asking = false
  return async (address) => {
    const url = externalAddress(address)
    if (url === null || asking) return false
    asking = true
    try {
      const message = `Open ${url.host} in your browser?`
      if (!(await ask({ message, detail: url.href, yes: 'Open' }))) return false
    } finally {
      asking = false
    }
    await open(url.href)
    return true
  }
}
