/**
 * Takes the one-time token from the address (`#token=…`) and removes it from there at once, so that neither history nor
 * a shared screen keeps it. Fragments never reach a server.
 */
export function takeSetupToken(): string | null {
  const token = new URLSearchParams(globalThis.location.hash.slice(1)).get('token')
  if (token === null) return null
  globalThis.history.replaceState(null, '', globalThis.location.pathname + globalThis.location.search)
  return token === '' ? null : token
}
