import { startAgent } from './agent.ts'
import { readAgentConfig } from './config/index.ts'
import { sentence } from './errors.ts'
import { log } from './log.ts'

/** `node main.ts agent.json` (or `agent.mjs agent.json`). Ends with 0 after SIGTERM, SIGINT or a stop command, with 1 when it cannot work. */
async function main(): Promise<void> {
  const file = process.argv[2]
  if (file === undefined) throw new Error('Usage: agent CONFIG.json')
  const agent = await startAgent(readAgentConfig(file))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => agent.stop(signal))
  await agent.stopped
  // Watchers of a run may still hold connections; everything is on disk.
  process.exit()
}

main().catch((error: unknown) => {
  log('error', 'the agent could not start', { why: sentence(error) })
  process.exit(1)
})
