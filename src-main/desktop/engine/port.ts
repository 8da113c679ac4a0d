/** The one way by which the shell reaches the engine, wherever it runs. */
export interface EnginePort {
  readonly kind: 'in-process' | 'remote'
  /** Where the engine's pages and operations are, without a slash at the end. */
  readonly baseUrl: string
  /** One-time token that makes the first owner; null once there is one. */
  readonly setupToken: string | null
  /** Answers a request whose address starts with `baseUrl`. */
  fetch(request: Request): Promise<Response>
  /** Resolves with a sentence when the engine ended although nobody closed it; never for one that we did not start. */
  readonly ended: Promise<string>
  /** Ends the engine if this port started it, durably; safe to call twice. */
  close(): Promise<void>
}

/** A failure that is shown to the person as this one sentence. */
export class ShellError extends Error {
  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'ShellError'
  }
}

/** For engines whose end cannot be noticed, or is nobody's concern. */
export const never: Promise<string> = new Promise(() => undefined)
