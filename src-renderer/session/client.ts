import { createClient } from '../../src-engine/contract/client.ts'
import { refreshSession } from './refresh.ts'
import { accessToken } from './tokens.ts'

/** The client of the whole dashboard. Calls go to the page's own origin. */
export const client = createClient({
  baseUrl: '',
  fetch: (url, init) => globalThis.fetch(url, init),
  token: accessToken,
  onUnauthenticated: refreshSession,
})
