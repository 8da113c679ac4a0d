import { users } from '../../contract/users.ts'
import { reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import type { Services } from '../context.ts'

/**
 * Takes everybody out of the vault whom it should not open for (any more): people that are gone, disabled, or below
 * admin. A locked vault keeps its slots until somebody opens it, and the last password stays until there is another one:
 * without any, what is in it would be lost.
 */
export async function tidyVaultSlots({
  store,
  vault,
  logger,
}: Pick<Services, 'store' | 'vault' | 'logger'>): Promise<void> {
  if (vault.state() !== 'unlocked') return
  for (const slot of vault.slots()) {
    if (mayOpen(store, slot)) continue
    try {
      await vault.removeSlot(slot)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      logger.warn({ err: error, user: slot }, 'somebody who should not open the vault still has a password that does')
    }
  }
}

function mayOpen(store: Store, id: string): boolean {
  return store.organizations().some((org) => {
    const user = store.get(users, org, id)?.doc
    return user !== undefined && !user.disabled && reaches(user.role, 'admin')
  })
}
