import { type Options, hash, verify } from '@node-rs/argon2'

/** OWASP's password storage cheat sheet, argon2id: 19 MiB, two passes, one lane. */
const OPTIONS: Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Makes and checks password verifiers off the main thread, one at a time, so that sign-ins cannot crowd out other work. */
export interface Passwords {
  /** PHC string of a new verifier. */
  hash(password: string): Promise<string>
  /** With no verifier the same work is done in vain, so that an unknown name takes as long as a wrong password. */
  verify(verifier: string | null, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  let last: Promise<unknown> = Promise.resolve()
  let decoy: Promise<string> | null = null

  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = last.then(work)
    last = result.catch(() => undefined)
    return result
  }
  return {
    hash: (password) => inTurn(() => hash(password, OPTIONS)),
    verify(verifier, password) {
      return inTurn(async () => {
        decoy ??= hash('a password nobody has', OPTIONS)
        const matches = await verify(verifier ?? (await decoy), password)
        return matches && verifier !== null
      })
    },
  }
}
