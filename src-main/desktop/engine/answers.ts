import { get } from 'node:http'

const PATIENCE_MS = 2_000

/**
 * Whether an engine answers at this loopback origin. A process id comes round again after a crash, so a living process
 * in `engine.json` is not yet an engine. Plain http, for older Electron has no fetch in its main process.
 */
export function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`${url}/health`, { timeout: PATIENCE_MS }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(false))
    request.on('close', () => resolve(false))
  })
}
