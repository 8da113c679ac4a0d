import { pino } from 'pino'
import type { Logger } from '../src-engine/index.ts'

/** Fields whose values are never logged, in lower case, wherever they stand. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passphrase',
  'token',
  'accesstoken',
  'refreshtoken',
  'setuptoken',
  'recoverykey',
  'apikey',
  'x-api-key',
  'privatekey',
])
/** Nothing we log is deeper; it also ends a circle. */
const DEEPEST = 10

/**
 * The log of a host, one JSON line each, without secrets. pino's own `redact` wants a path for each field at each depth:
 * with those a line cost 55 µs instead of 2.
 * @param destination where it goes; stderr unless a test says otherwise, for stdout carries the readiness line alone
 */
export function createLogger(level: 'debug' | 'info' | 'warn' | 'error', destination: Destination = stderr()): Logger {
  const formatters = { log: (fields: object) => fieldsOf(fields, 0) }
  return pino({ level, formatters, serializers: { err: (error: unknown) => error } }, destination)
}

interface Destination {
  write(line: string): void
}

function stderr(): Destination {
  return pino.destination(2)
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEEPEST) return '[too deep]'
  if (value instanceof Error) return withoutSecrets(pino.stdSerializers.err(value), depth)
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1))
  // It knows itself how it is to be shown.
  return 'toJSON' in value ? value : fieldsOf(value, depth)
}

function fieldsOf(value: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]: [string, unknown]) => [
      name,
      SECRET_FIELDS.has(name.toLowerCase()) && field !== null ? '[Redacted]' : withoutSecrets(field, depth + 1),
    ]),
  )
}
