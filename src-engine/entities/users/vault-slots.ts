import { createHash } from 'node:crypto'
import { users } from '../../contract/users.ts'
import { reaches } from '../../kernel/authorize.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { verifiers } from '../auth/records.ts'
import type { Services } from '../context.ts'

type Place = Pick<Services, 'store' | 'vault' | 'logger'>
/** Who opens the vault is changed by one at a time: tidying takes out what another is about to need. */
const TURN = 'vault/slots'

/** Marks the slot of a changed password by its verifier: whichever of the two is stored says which slot is the right one. */
export function slotMark(phc: string): string {
  return createHash('sha256').update(phc).digest('hex').slice(0, 32)
}

/**
 * Takes everybody out of the vault whom it should not open for (any more): people that are gone, disabled, or below
 * admin, and passwords that were not or are no longer somebody's. A locked vault keeps its slots until somebody opens
 * it, and the last password stays until there is another one: without any, what is in it would be lost.
 */
export function tidyVaultSlots(services: Place & Pick<Services, 'turns'>): Promise<void> {
  return services.turns(TURN, () => tidy(services))
}

/** Runs work that changes who opens the vault while nobody else does, and tidies up afterwards, whichever way it ended. */
export function whileSlotsChange<Result>(
  services: Place & Pick<Services, 'turns'>,
  work: () => Promise<Result>,
): Promise<Result> {
  return services.turns(TURN, async () => {
    try {
      return await work()
    } finally {
      await tidy(services)
    }
  })
}

async function tidy({ store, vault, logger }: Place): Promise<void> {
  // What was written last may not be on the disk: only the next start knows which password is whose.
  if (vault.state() !== 'unlocked' || store.failure() !== null) return
  for (const slot of vault.slots()) {
    try {
      const verifier = store.local.get(verifiers, slot)
      await vault.keepSlot(slot, verifier ? slotMark(verifier.phc) : null)
      if (!mayOpen(store, slot)) await vault.removeSlot(slot)
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
