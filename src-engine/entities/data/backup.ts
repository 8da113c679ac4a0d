import { dataBackup } from '../../contract/data.ts'
import { actorName } from '../../kernel/actor.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import { type Verb, writeContext } from '../context.ts'

/** Copies everything this machine holds; that it was taken, or could not be, is in the audit log. */
export const backUp: Verb<typeof dataBackup> = async (ctx) => {
  const actor = authorizeIn(ctx.actor, dataBackup)
  const { store, requestId } = ctx
  const { org } = actor
  const by = actorName(actor)
  const backup = await store.backup(ctx.signal).catch(async (error: unknown) => {
    // Without the mark of the request: it may be repeated once there is room.
    if (error instanceof EngineError)
      await store.transaction({ org, actor: by, requestId }, (tx) =>
        tx.audit({ action: 'data.backup', target: store.device.id, outcome: 'failed', details: { code: error.code } }),
      )
    throw error
  })
  const files = backup.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 }))
  await store.transaction(writeContext(ctx, by, org), (tx) =>
    tx.audit({ action: 'data.backup', target: store.device.id, details: { at: backup.at, files } }),
  )
  return { folder: backup.folder, files, at: backup.at }
}
