import { type Organization, organizations } from '../../contract/organizations.ts'
import { providers } from '../../contract/providers.ts'
import { settings } from '../../contract/settings.ts'
import { targets } from '../../contract/targets.ts'
import { type User, users } from '../../contract/users.ts'
import { EngineError } from '../../kernel/errors.ts'
import { Secret } from '../../kernel/secret.ts'
import type { Tx } from '../../store/index.ts'
import { verifiers } from '../auth/records.ts'
import type { Ctx } from '../context.ts'
import { tidyVaultSlots } from '../users/vault-slots.ts'
import { deviceKey } from './device-key.ts'
import { makeKeyPair, printedKey, publicKeyOf, signGenesis } from './genesis.ts'

export interface Founding {
  readonly organization: string
  readonly owner: { readonly name: string; readonly email: string; readonly password: string }
  /** Password verifier of the owner, made beforehand off the main thread. */
  readonly phc: string
  /** Asked when it is this founding's turn, before anything is touched: throws when it may not go on. */
  readonly check: () => void
}

export interface Founded<Extra> {
  readonly organization: Organization
  readonly owner: User
  readonly recoveryKey: string
  readonly extra: Extra
}

/**
 * Creates an organization with its root of trust, its owner, its settings, the rehearsal model and this machine as a
 * target, in one transaction. `also` runs in the same transaction. One at a time: each needs the one key of this device.
 * @throws EngineError `conflict` when the email is taken; `vault_locked`; what deviceKey and `check` throw
 */
export function foundOrganization<Extra>(
  ctx: Ctx,
  founding: Founding,
  also: (tx: Tx, owner: User) => Extra,
): Promise<Founded<Extra>> {
  return ctx.turns('founding', () => foundInTurn(ctx, founding, also))
}

async function foundInTurn<Extra>(
  ctx: Ctx,
  founding: Founding,
  also: (tx: Tx, owner: User) => Extra,
): Promise<Founded<Extra>> {
  founding.check()
  refuseTakenEmail(ctx, founding.owner.email)
  const ownerId = ctx.ids.next('usr')
  const password = new Secret(founding.owner.password)
  await openVault(ctx, ownerId, password)
  try {
    const founded = await storeOrganization(ctx, founding, ownerId, also)
    // Whoever tidied the vault before the owner was stored took a slot of nobody out.
    if (!ctx.vault.hasSlot(ownerId)) await ctx.vault.setSlot(ownerId, password)
    return founded
  } finally {
    // An owner that could not be stored opens nothing.
    await tidyVaultSlots(ctx)
  }
}

async function storeOrganization<Extra>(
  ctx: Ctx,
  founding: Founding,
  ownerId: string,
  also: (tx: Tx, owner: User) => Extra,
): Promise<Founded<Extra>> {
  const { store, ids } = ctx
  const org = ids.next('org')
  const privateKey = await deviceKey(ctx)
  const devicePublicKey = publicKeyOf(privateKey)
  const recovery = makeKeyPair()

  return store.transaction({ org, actor: `user:${ownerId}`, requestId: ctx.requestId }, (tx) => {
    // Asked again: somebody may have been hired by this email while the vault was opened.
    refuseTakenEmail(ctx, founding.owner.email)
    const createdAt = tx.at
    const genesis = signGenesis({
      device: store.device,
      devicePublicKey,
      recoveryPublicKey: recovery.publicKey,
      at: createdAt,
      nonce: ids.random(16).toString('hex'),
      privateKey,
    })
    store.roots.setDeviceKey(devicePublicKey)
    store.roots.insert({
      org,
      root: genesis.root,
      genesis: genesis.text,
      signature: genesis.signature,
      recoveryPublicKey: recovery.publicKey,
    })
    const organization = tx.insert(organizations, {
      id: org,
      org,
      createdAt,
      name: founding.organization,
      root: genesis.root,
    }).doc
    const owner = tx.insert(users, {
      id: ownerId,
      org,
      createdAt,
      name: founding.owner.name,
      email: founding.owner.email,
      role: 'owner',
      disabled: false,
    }).doc
    tx.local.put(verifiers, ownerId, { phc: founding.phc }, { org })
    const provider = tx.insert(providers, {
      id: ids.next('prv'),
      org,
      createdAt,
      name: 'Rehearsal (no AI)',
      kind: 'rehearsal',
      endpoint: { baseUrl: null, secret: null },
      models: [{ id: 'rehearsal', inputMicroUsd: 1_000_000, outputMicroUsd: 4_000_000 }],
      ceilingMicroUsd: 20_000_000,
    }).doc
    const here = tx.insert(targets, {
      id: ids.next('tgt'),
      org,
      createdAt,
      name: 'This machine',
      place: { kind: 'local' },
    }).doc
    tx.insert(settings, {
      id: ids.next('set'),
      org,
      createdAt,
      timeZone: 'UTC',
      defaultProvider: provider.id,
      defaultTarget: here.id,
      approvalSeconds: 900,
    })
    tx.audit({
      action: 'organizations.create',
      target: org,
      details: { name: founding.organization, owner: ownerId, root: genesis.root },
    })
    return { organization, owner, recoveryKey: printedKey(recovery), extra: also(tx, owner) }
  })
}

/**
 * Lets the owner-to-be into the vault. A locked vault on a machine without any organization is what a first run left
 * that ended before its owner was stored: nobody has its password, and nothing but a device key is in it.
 */
async function openVault({ store, vault, logger }: Ctx, ownerId: string, password: Secret): Promise<void> {
  if (await vault.unlock(ownerId, password)) return
  if (store.organizations().length === 0) {
    logger.warn({}, 'a first run before this one was interrupted; the vault it made is set aside')
    await vault.setAside()
    if (await vault.unlock(ownerId, password)) return
  }
  throw new EngineError('vault_locked', `${vault.detail()} Sign in as an owner or admin first.`)
}

function refuseTakenEmail(ctx: Ctx, email: string): void {
  if (emailTaken(ctx, email)) throw new EngineError('conflict', `${email} has an account on this machine already.`)
}

/** Emails name an account on this machine across its organizations. */
export function emailTaken(ctx: Ctx, email: string): boolean {
  return findByEmail(ctx, email) !== undefined
}

/** The account of an email on this machine. */
export function findByEmail({ store }: Pick<Ctx, 'store'>, email: string): User | undefined {
  for (const org of store.organizations()) {
    for (const row of store.rows(users, org).values()) if (row.doc.email === email) return row.doc
  }
  return undefined
}
