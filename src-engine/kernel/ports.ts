/**
 * What the engine asks of the world. The host hands real ones to `openEngine`; tests and simulations hand in their own.
 * Vault is in vault.ts; TargetAdapter lives with its concept, in deploy/.
 */

/** Time. Verbs never read the wall clock any other way. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may go back when somebody sets the clock. */
  now(): number
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonic(): number
}

/** Identifiers and randomness. */
export interface Ids {
  /** `prefix_` and 26 characters that sort by time of creation. */
  next(prefix: string): string
  /** Cryptographically strong random bytes. */
  random(bytes: number): Buffer
}

/** Structured log lines; implementations redact secrets. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Outgoing HTTP. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>
