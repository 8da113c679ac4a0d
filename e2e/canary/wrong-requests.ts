import { type Answer, ask } from './answers.ts'
import { canary } from './scanner.ts'

/**
 * Requests that are wrong in a way that tempts to repeat or keep what was sent.
 * @param secret makes a canary and remembers it under a name
 * @returns what was answered
 */
export async function askWrongly(
  origin: string,
  token: string,
  email: string,
  secret: (name: string) => string,
): Promise<Answer[]> {
  const answers: Answer[] = []
  async function post(what: string, path: string, body: string): Promise<void> {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'idempotency-key': canary(),
    }
    answers.push(await ask(what, origin + path, { method: 'POST', headers, body }))
  }
  const json = (value: object): string => JSON.stringify(value)
  const wrong = secret('wrong password')
  await post('a wrong password', '/auth/login', json({ email, password: wrong, client: 'token' }))
  await post('a wrong current password', '/auth/password', json({ current: wrong, next: secret('refused password') }))
  const sent = secret('secret sent wrongly')
  await post('a body cut off', '/api/secrets', `{"name":"x","value":"${sent}`)
  await post('no JSON', '/api/secrets', sent)
  await post('a value of a wrong type', '/api/secrets', json({ name: 'x', value: { inside: sent } }))
  await post('an unknown field', '/api/secrets', json({ name: 'x', value: 'y', more: sent }))
  await post('a value that cannot be kept', '/api/secrets', json({ name: 'x', value: `${sent}\u0000` }))
  await post('a token that is none', '/auth/refresh', json({ refreshToken: sent }))
  await post('a name that is taken', '/api/secrets', json({ name: 'Key of the model', value: sent }))
  return answers
}
