import { z } from 'zod'
import { sha256Schema } from '../../contract/values.ts'

/** One database file of a backup. */
const copiedSchema = z.object({
  name: z.string(),
  bytes: z.int(),
  sha256: sha256Schema,
  /** The `user_version` it was copied at: an older app refuses a newer one. */
  format: z.int(),
})
export type CopiedFile = z.output<typeof copiedSchema>

/** `manifest.json` beside the files: what they should be, for whoever restores them. */
export const manifestSchema = z.strictObject({
  format: z.literal(1),
  at: z.string(),
  files: z.array(copiedSchema),
})
export type Manifest = z.output<typeof manifestSchema>

/** What the worker is told: which databases to copy into which folder, already made. */
export const jobSchema = z.object({
  folder: z.string(),
  at: z.string(),
  files: z.array(z.object({ name: z.string(), from: z.string() })),
})
export type Job = z.output<typeof jobSchema>
