import { startSecretService } from './secret-service.ts'

/** vitest globalSetup: a private Secret Service for the keychain tests of this run. */
export default async function setup(): Promise<() => Promise<void>> {
  const service = await startSecretService()
  Object.assign(process.env, service.env)
  return service.stop
}
