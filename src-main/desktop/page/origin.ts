/** Scheme and origin under which the window shows the engine's pages without any TCP port. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'control'
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

/** An address taken apart, or null when it is none. (`URL.parse` is newer than the Node in older Electron.) */
export function parseUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/**
 * Origin of an address, or null when it has none. Own arithmetic for our scheme, because URL (WHATWG, 4.7) calls the
 * origin of every non-web scheme opaque.
 */
export function originOf(address: string): string | null {
  const url = parseUrl(address)
  if (url === null) return null
  if (url.protocol === `${APP_SCHEME}:`) return `${APP_SCHEME}://${url.host}`
  return url.origin === 'null' ? null : url.origin
}
