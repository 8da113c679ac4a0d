import { randomBytes } from 'node:crypto'

/** A random value that stands in for a secret: 40 letters and digits, so that it looks the same in JSON, a URL or a shell. */
export function canary(): string {
  return randomBytes(30).toString('hex').slice(0, 40)
}

/** Looks for known values in bytes, however they are written. */
export interface Scanner {
  know(name: string, value: string): void
  /** Names of the values that are in it. */
  find(content: Buffer | string): string[]
}

export function createScanner(): Scanner {
  const known = new Map<string, readonly Buffer[]>()
  return {
    know(name, value) {
      known.set(name, formsOf(value))
    },
    find(content) {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      return [...known].filter(([, forms]) => forms.some((form) => bytes.includes(form))).map(([name]) => name)
    },
  }
}

/** The value itself and its last half (masks and cuts leave one), in UTF-8, UTF-16, hex and base64. */
function formsOf(value: string): Buffer[] {
  const plain = value.replaceAll('-', '') === value ? [value] : [value, value.replaceAll('-', '')]
  const texts = plain.flatMap((text) => [text, text.slice(-Math.ceil(text.length / 2))])
  return texts.flatMap((text) => {
    const bytes = Buffer.from(text)
    const written = [text, encodeURIComponent(text), bytes.toString('hex'), ...base64Of(bytes)]
    return [...written.map((form) => Buffer.from(form)), Buffer.from(text, 'utf16le')]
  })
}

/** What base64 makes of some bytes wherever they stand in a longer text: three ways, without the ends that depend on it. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor((whole.length * 8) / 6)
    return (['base64', 'base64url'] as const).map((kind) => whole.toString(kind).slice(first, last))
  })
}
