import { readConfigFile } from './config/index.ts'
import { sentence } from './errors.ts'
import { createPipe, forwarderConfigSchema } from './forward/index.ts'
import { listen } from './listen/index.ts'
import { log } from './log.ts'

/** `node forwarder.ts forwarder.json` (or `forwarder.mjs forwarder.json`): opens all pipes and serves until a signal. */
async function main(): Promise<void> {
  const file = process.argv[2]
  if (file === undefined) throw new Error('Usage: forwarder CONFIG.json')
  for (const { listen: at, to } of readConfigFile(file, forwarderConfigSchema).pipes) {
    const address = await listen(createPipe(to), at)
    log('info', 'a pipe is open', { from: address, to: 'socket' in to ? to.socket : `${to.host}:${to.port}` })
  }
  log('info', 'the forwarder is up')
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit())
}

main().catch((error: unknown) => {
  log('error', 'the forwarder could not start', { why: sentence(error) })
  process.exit(1)
})
