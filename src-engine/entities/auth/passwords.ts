import * as argon2 from '@node-rs/argon2'
import { stretchInTurn } from '../../kernel/in-turn.ts'

/** OWASP's password storage cheat sheet, argon2id: 19 MiB, two passes, one lane. */
const OPTIONS: argon2.Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Makes and checks password verifiers off the main thread, one at a time, so that sign-ins cannot crowd out other work. */
export interface Passwords {
  /** PHC string of a new verifier. */
  hash(password: string): Promise<string>
  /** With no verifier the same work is done in vain, so that an unknown name takes as long as a wrong password. */
  verify(verifier: string | null, password: string): Promise<boolean>
}

/** Of random bytes that nobody kept, at the cost of {@link OPTIONS}: what is checked in vain. */
const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$+BSpM0IKDu0BblHTheGLGg$2669sS619rEyyEeSbM1dnUWpcJN9CjdnGp91tjRln4I'

/** `hash` and `verify` are argon2's, so that a test can count what is asked of it. */
export function createPasswords({ hash, verify }: Pick<typeof argon2, 'hash' | 'verify'> = argon2): Passwords {
  return {
    hash: (password) => stretchInTurn(() => hash(password, OPTIONS)),
    verify: (verifier, password) =>
      stretchInTurn(async () => (await verify(verifier ?? DECOY, password)) && verifier !== null),
  }
}
