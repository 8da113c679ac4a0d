import { EngineError } from '../../kernel/errors.ts'
import type { Secret } from '../../kernel/secret.ts'
import type { Services } from '../context.ts'
import { vaultName } from './vault-name.ts'

type Place = Pick<Services, 'vault' | 'logger'>

/**
 * Puts a value into the vault, or takes it out (null), and then runs `write`. The vault knows no transactions: when
 * `write` fails, the value goes back to what it was, so that a reference and its value stand or fall together.
 * @throws EngineError `vault_locked`, and whatever `write` throws
 */
export async function keepValue<Result>(
  { vault, logger }: Place,
  id: string,
  value: Secret | null,
  write: () => Promise<Result>,
): Promise<Result> {
  if (vault.state() !== 'unlocked')
    throw new EngineError(
      'vault_locked',
      'The vault of this machine is locked. Sign in as an owner or admin of it to open it.',
    )
  const name = vaultName(id)
  const before = await vault.get(name)
  const put = (secret: Secret | null): Promise<void> => (secret ? vault.set(name, secret) : vault.delete(name))
  await put(value)
  try {
    return await write()
  } catch (error) {
    await put(before).catch((cause: unknown) =>
      logger.error({ err: cause, secret: id }, 'the vault could not be put back after a failed write'),
    )
    throw error
  }
}
