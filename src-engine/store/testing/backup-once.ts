import { parseArgs } from 'node:util'
import { systemClock } from '../../kernel/clock.ts'
import { EngineError } from '../../kernel/errors.ts'
import { createEventBus } from '../../kernel/events.ts'
import { createIds } from '../../kernel/ids.ts'
import { openStore } from '../index.ts'
import { silentLogger } from './open-test-store.ts'

// A process of its own that makes one backup of a data directory: to be killed meanwhile, or given little room.
const [directory = ''] = parseArgs({ allowPositionals: true }).positionals
const bus = createEventBus((error) => {
  throw error
})
const store = await openStore({ directory, clock: systemClock, ids: createIds(systemClock), bus, logger: silentLogger })
process.stdout.write('begins\n')
try {
  await store.backup()
  process.stdout.write('done\n')
} catch (error) {
  if (!(error instanceof EngineError)) throw error
  process.stdout.write(`${error.code}\n`)
}
await store.close()
