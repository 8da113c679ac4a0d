import { inspect } from 'node:util'

const REDACTED = '[secret]'

/**
 * A secret value that cannot slip out by accident: its JSON, string and inspected forms are redacted. Only `reveal`
 * gives the value, so every use can be found by name.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }
  reveal(): string {
    return this.#value
  }
  toJSON(): string {
    return REDACTED
  }
  toString(): string {
    return REDACTED
  }
  [inspect.custom](): string {
    return REDACTED
  }
}
