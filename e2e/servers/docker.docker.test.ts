import { request } from 'node:http'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startDocker } from './docker.ts'

// As if nobody had named an engine yet.
beforeEach(() => void vi.stubEnv('DOCKER_HOST', undefined))
afterEach(() => void vi.unstubAllEnvs())

test('the engine answers, and one user less does not end it for the other', async () => {
  const [one, two] = [await startDocker(), await startDocker()]
  expect(two.env).toEqual(one.env)
  await one.stop()
  expect(await version(two.env['DOCKER_HOST'] ?? '')).toMatch(/^\d+\.\d+/)
  await two.stop()
})

function version(host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: host.replace('unix://', ''), path: '/version' }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { ApiVersion } = JSON.parse(Buffer.concat(chunks).toString()) as { ApiVersion: string }
        resolve(ApiVersion)
      })
    })
    call.on('error', reject)
    call.end()
  })
}
