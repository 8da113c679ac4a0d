import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { z } from 'zod'
import { configBundleSchema, type ConfigBundle } from '../../src-engine/contract/runtime.ts'
import { AgentError } from '../errors.ts'

const contentSchema = z.record(z.string(), z.unknown())

/**
 * A bundle whose content has the hash it names. Hashed as it was received, with fields that this agent does not know.
 * Throws `AgentError` for anything else.
 */
export function verifiedBundle(received: unknown): ConfigBundle {
  const bundle = configBundleSchema.safeParse(received)
  if (!bundle.success)
    throw new AgentError('internal', 'The config is not what the contract says.', { cause: bundle.error, status: 502 })
  const { rev: _rev, sha256, expiresAt: _until, ...content } = contentSchema.parse(received)
  if (hashOf(content) !== sha256)
    throw new AgentError('internal', 'The config is not the one its hash names; it was changed on the way.', {
      status: 502,
    })
  return bundle.data
}

/** SHA-256 of a bundle's content, in lower-case hex. */
export function hashOf(content: Readonly<Record<string, unknown>>): string {
  return createHash('sha256')
    .update(canonicalize(content) ?? '', 'utf8')
    .digest('hex')
}
