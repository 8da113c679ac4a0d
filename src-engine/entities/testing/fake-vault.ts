import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Vault, VaultState } from '../../kernel/vault.ts'

/** A vault in memory that can be told to be locked or to fail; stands in at the port. */
export interface FakeVault extends Vault {
  readonly values: Map<string, Secret>
  setState(state: VaultState): void
}

export function createFakeVault(): FakeVault {
  const values = new Map<string, Secret>()
  let state: VaultState = 'unlocked'
  async function opened(): Promise<Map<string, Secret>> {
    if (state !== 'unlocked') throw new EngineError('vault_locked', 'The vault of this machine is locked.')
    return values
  }
  return {
    kind: 'file',
    values,
    setState(next) {
      state = next
    },
    state: () => state,
    detail: () => `The vault of this test is ${state}.`,
    get: async (name) => (await opened()).get(name) ?? null,
    set: async (name, value) => void (await opened()).set(name, value),
    delete: async (name) => void (await opened()).delete(name),
    unlock: async () => state === 'unlocked',
    hasSlot: () => true,
    slots: () => [],
    setSlot: async () => void (await opened()),
    addSlot: async () => void (await opened()),
    keepSlot: async () => void (await opened()),
    removeSlot: async () => void (await opened()),
    setAside: async () => {},
    lock() {
      state = 'locked'
    },
  }
}
