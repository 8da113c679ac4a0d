import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Services } from '../context.ts'
import { vaultName } from './vault-name.ts'

type Place = Pick<Services, 'vault' | 'turns' | 'logger'>

interface Keeping<Result> {
  /** Null takes the value out. */
  readonly value: Secret | null
  /** Asked when it is this write's turn, before the vault is touched: throws when it may not go on. */
  readonly check: () => void
  readonly write: () => Promise<Result>
}

/**
 * Puts a value into the vault, or takes it out, and then runs `write`. The vault knows no transactions: when `write`
 * fails, the value goes back to what it was, so that a reference and its value stand or fall together. Each secret by
 * itself: what one write puts back must not be older than what another has been told is kept.
 * @throws EngineError `vault_locked`, and whatever `check` and `write` throw
 */
export function keepValue<Result>(
  { vault, turns, logger }: Place,
  id: string,
  keeping: Keeping<Result>,
): Promise<Result> {
  const name = vaultName(id)
  const put = (secret: Secret | null): Promise<void> => (secret ? vault.set(name, secret) : vault.delete(name))
  return turns(name, async () => {
    keeping.check()
    if (vault.state() !== 'unlocked')
      throw new EngineError(
        'vault_locked',
        'The vault of this machine is locked. Sign in as an owner or admin of it to open it.',
      )
    const before = await vault.get(name)
    await put(keeping.value)
    try {
      return await keeping.write()
    } catch (error) {
      await put(before).catch((cause: unknown) =>
        logger.error({ err: cause, secret: id }, 'the vault could not be put back after a failed write'),
      )
      throw error
    }
  })
}
