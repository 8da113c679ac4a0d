import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../decide/index.ts'
import { Secret } from '../../kernel/secret.ts'

/** Domain tag: a signature over a genesis can never be taken for one over anything else. */
const DOMAIN = 'agenticmail-control/genesis/v1\n'

/** An Ed25519 key pair as we keep it: the private half PKCS#8, the public half SPKI, both base64 DER. */
export interface KeyPair {
  readonly privateKey: Secret
  readonly publicKey: string
}

export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: new Secret(privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  }
}

/** The public half of a stored private key. */
export function publicKeyOf(privateKey: Secret): string {
  return createPublicKey(privateObject(privateKey)).export({ format: 'der', type: 'spki' }).toString('base64')
}

function privateObject(privateKey: Secret): ReturnType<typeof createPrivateKey> {
  return createPrivateKey({ key: Buffer.from(privateKey.reveal(), 'base64'), format: 'der', type: 'pkcs8' })
}

export interface Genesis {
  /** Exactly the text that was signed, without the domain tag. */
  readonly text: string
  /** SHA-256 of that text in lower-case hex: the root of the organization. */
  readonly root: string
  readonly signature: string
}

/**
 * The first entry of an organization: who founded it, on which device, and the key that can recover it. Its hash is
 * what every later entry names, so entries of one organization mean nothing in another.
 */
export function signGenesis(input: {
  readonly device: { readonly id: string; readonly incarnation: number }
  readonly devicePublicKey: string
  readonly recoveryPublicKey: string
  readonly at: string
  readonly nonce: string
  readonly privateKey: Secret
}): Genesis {
  const text = canonicalJson({
    v: 1,
    rules: 1,
    kind: 'genesis',
    device: input.device.id,
    incarnation: input.device.incarnation,
    devicePublicKey: input.devicePublicKey,
    recoveryPublicKey: input.recoveryPublicKey,
    at: input.at,
    nonce: input.nonce,
  })
  return {
    text,
    root: createHash('sha256').update(text, 'utf8').digest('hex'),
    signature: sign(null, Buffer.from(DOMAIN + text, 'utf8'), privateObject(input.privateKey)).toString('base64'),
  }
}

const genesisSchema = z.object({ device: z.string(), devicePublicKey: z.string() })

/**
 * Holds a stored genesis against its hash, its signature and, when `device` founded it, that device's key.
 * @returns what is wrong as the end of a sentence, null when nothing is
 */
export function checkGenesis(
  stored: { readonly root: string; readonly genesis: string; readonly signature: string },
  device: string,
  signedWith: string | null,
): string | null {
  if (createHash('sha256').update(stored.genesis, 'utf8').digest('hex') !== stored.root) return 'was changed'
  const said = genesisSchema.parse(JSON.parse(stored.genesis))
  const key = createPublicKey({ key: Buffer.from(said.devicePublicKey, 'base64'), format: 'der', type: 'spki' })
  if (!verify(null, Buffer.from(DOMAIN + stored.genesis, 'utf8'), key, Buffer.from(stored.signature, 'base64')))
    return 'carries a signature that is not its own'
  return said.device === device && said.devicePublicKey !== signedWith ? 'names another key than this device has' : null
}

/** The recovery key as people print it: its 32 secret bytes in hex, in groups of four. */
export function printedKey({ privateKey }: KeyPair): string {
  const der = Buffer.from(privateKey.reveal(), 'base64')
  // PKCS#8 of Ed25519 (RFC 8410) ends with the 32 bytes of the seed.
  return (der.subarray(-32).toString('hex').match(/.{4}/g) ?? []).join('-')
}
