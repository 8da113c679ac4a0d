/**
 * The tokens of this window, in memory alone: a page that is closed keeps nothing. In a browser the refresh token is an
 * HttpOnly cookie that scripts never see; a desktop window (`app:` has no cookie jar) holds it here.
 */
let access: string | null = null
let refresh: string | null = null

/** How this delivery signs in: see `client` of the auth operations. */
export const delivery: 'browser' | 'token' = globalThis.location?.protocol === 'app:' ? 'token' : 'browser'

export function accessToken(): string | null {
  return access
}

export function refreshToken(): string | null {
  return refresh
}

export function keepTokens(
  tokens: { readonly accessToken: string; readonly refreshToken: string | null } | null,
): void {
  access = tokens?.accessToken ?? null
  refresh = tokens?.refreshToken ?? null
}
