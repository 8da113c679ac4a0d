import { z } from 'zod'
import { owner } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { sha256Schema, timeSchema } from './values.ts'

export const backupSchema = z.object({
  folder: z
    .string()
    .meta({ description: 'Absolute path on the machine of the control center, closed to its other users' }),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: sha256Schema })),
  at: timeSchema,
})

export const dataBackup = defineOperation({
  id: 'data.backup',
  method: 'post',
  path: '/api/data/backup',
  tag: 'data',
  summary:
    'Copies the data of this machine while it is in use. To restore it, copy the files into an empty data directory and start there. Secrets are not in it: the vault (vault.json, or the keychain) is kept apart on purpose',
  rule: owner,
  result: backupSchema,
  status: 201,
  errors: ['conflict', 'storage_full', 'read_only', 'timeout'],
})
