import type { Operation } from '../contract/operation.ts'
import { EngineError } from '../kernel/errors.ts'

const ENTITY_TAG = /^"(\d{1,15})"$/

/** The strong entity tag of a document's version (RFC 9110, 8.8.3). */
export function etagOf(version: number): string {
  return `"${version}"`
}

/**
 * The version an `If-Match` header names; undefined when there is none or it is `*`.
 * @throws EngineError `invalid_input` for anything but one strong entity tag of ours.
 */
function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined
  const version = ENTITY_TAG.exec(header.trim())?.[1]
  if (version !== undefined) return Number(version)
  const detail = 'is not the ETag of a document, like "3"'
  throw new EngineError('invalid_input', `If-Match: ${detail}`, {
    fields: [{ in: 'header', pointer: '/If-Match', detail }],
  })
}

/**
 * The version that a request demands of what it changes. One that the operation would not look at is refused by name: who
 * sends it relies on it.
 * @throws EngineError `invalid_input`
 */
export function versionFor({ id, method, errors }: Operation, header: string | undefined): number | undefined {
  const version = readIfMatch(header)
  if (version === undefined || method === 'get' || errors.includes('precondition_failed')) return version
  const detail = `is not looked at by ${id}; leave it out`
  throw new EngineError('invalid_input', `If-Match: ${detail}`, {
    fields: [{ in: 'header', pointer: '/If-Match', detail }],
  })
}
