/** A line of a structured log, taken apart for people. */
export interface ParsedLine {
  /** Null where it is nothing special. */
  readonly level: 'warn' | 'error' | null
  readonly message: string
  /** What else the line says, as `key=value`, in its order. */
  readonly fields: string
}

const LEVELS: Readonly<Record<string, ParsedLine['level']>> = {
  warn: 'warn',
  warning: 'warn',
  error: 'error',
  fatal: 'error',
  // pino's numbers.
  40: 'warn',
  50: 'error',
  60: 'error',
}
const MESSAGE_KEYS = ['message', 'msg'] as const
/** Said otherwise already: the time stands in front, the level as its mark, and whose log it is on the page. */
const LEFT_OUT: ReadonlySet<string> = new Set(['at', 'time', 'timestamp', 'level', 'pid', 'hostname', ...MESSAGE_KEYS])

/** Takes a line of JSON with a message apart; null for any other text, which is shown as it is. */
export function parseLogLine(text: string): ParsedLine | null {
  if (!text.startsWith('{')) return null
  const fields = readObject(text)
  if (fields === null) return null
  const message = MESSAGE_KEYS.map((key) => fields.get(key)).find((value) => typeof value === 'string')
  if (typeof message !== 'string') return null
  const rest = [...fields].filter(([key]) => !LEFT_OUT.has(key)).map(([key, value]) => `${key}=${printed(value)}`)
  return { level: LEVELS[String(fields.get('level')).toLowerCase()] ?? null, message, fields: rest.join(' ') }
}

function readObject(text: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null
  } catch (error) {
    // Not a whole line of JSON after all.
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function printed(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
