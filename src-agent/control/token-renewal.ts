import { sign } from 'node:crypto'
import { runtimeChallenge, runtimeToken, tokenStatement } from '../../src-engine/contract/runtime-token.ts'
import { readPrivateFile, type AgentConfig, type TokenFile } from '../config/index.ts'
import { sentence } from '../errors.ts'
import { log } from '../log.ts'
import type { ControlClient } from './control-client.ts'

/** After a renewal that failed the next is tried this much later, however many calls are refused meanwhile. */
const AGAIN_MS = 5_000

/** What renewing needs: who we are, and the way to the control center without a token. */
export interface RenewalDeps {
  readonly identity: Pick<AgentConfig, 'instance' | 'keyFile'>
  readonly token: TokenFile
  readonly call: ControlClient['call']
}

/**
 * Renews the token by proof of the instance's key, once for all who ask at the same time. The returned function resolves
 * to whether there is another token now than the one that was `used`; it never throws: what was refused stays refused.
 */
export function createTokenRenewal({ identity, token, call }: RenewalDeps): (used: string) => Promise<boolean> {
  const { instance, keyFile } = identity
  let running: Promise<boolean> | undefined
  let notBefore = 0
  let failures = 0

  async function prove(key: string): Promise<void> {
    const { challenge } = await call(runtimeChallenge, { body: { instance } })
    const signature = sign(null, Buffer.from(tokenStatement(instance, challenge), 'utf8'), key).toString('base64url')
    const renewed = await call(runtimeToken, { body: { instance, challenge, signature } })
    token.replace(renewed.token)
  }
  async function attempt(file: string): Promise<boolean> {
    try {
      await prove(readPrivateFile(file))
      failures = 0
      log('info', 'the token was renewed', {})
      return true
    } catch (error) {
      notBefore = performance.now() + AGAIN_MS
      failures += 1
      if (failures === 1) log('warn', 'the token cannot be renewed', { why: sentence(error) })
      return false
    }
  }
  return async (used) => {
    if (token.current() !== used) return true
    if (keyFile === undefined || performance.now() < notBefore) return false
    running ??= attempt(keyFile).finally(() => {
      running = undefined
    })
    return running
  }
}
