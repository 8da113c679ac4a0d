/** A real server that a suite runs against. */
export type Server = {
  /** What the tests (and processes they start) need in their environment to reach it. */
  env: Readonly<Record<string, string>>
  /** Ends it; safe to call twice. */
  stop: () => Promise<void>
}

/** Thrown when a server cannot be had here; `command` is the one command that would change that. */
export class ServerMissing extends Error {
  readonly command: string
  constructor(why: string, command: string) {
    super(why)
    this.name = 'ServerMissing'
    this.command = command
  }
}
