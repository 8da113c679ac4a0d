/** What a host decides about the API. */
export interface ApiConfig {
  /** `Host` values that are answered, e.g. `127.0.0.1:7301`; anything else may be a rebinding attack. */
  readonly hosts: ReadonlySet<string>
  /** `Origin` values of our own pages. */
  readonly origins: ReadonlySet<string>
  /**
   * `Origin` values of other sites' pages that may call `/auth` and `/api` with a bearer token, in lower case; no other
   * site may, and none gets or sends our cookies.
   */
  readonly allowedOrigins: ReadonlySet<string>
  /** Folder of the built dashboard, null when this host serves none. */
  readonly dashboard: string | null
  /** The script of the API reference, null when it is not installed; `/docs` then shows the plain document. */
  readonly docsScript: string | null
  /** True when the address is https: cookies then get `Secure`. */
  readonly secure: boolean
  readonly limits: {
    /** Requests a person (or, signed out, an address) may make a minute. */
    readonly perMinute: number
    /** Sign-in, refresh and first-run requests an address may make a minute. */
    readonly signInsPerMinute: number
    /** Milliseconds a request may take before it is answered with a timeout. */
    readonly timeoutMs: number
  }
}

export const defaultLimits: ApiConfig['limits'] = { perMinute: 6_000, signInsPerMinute: 60, timeoutMs: 60_000 }
