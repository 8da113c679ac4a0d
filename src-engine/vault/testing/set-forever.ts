import { writeSync } from 'node:fs'
import { systemClock } from '../../kernel/clock.ts'
import { Secret } from '../../kernel/secret.ts'
import { openFileVault } from '../file-vault.ts'

// Run as a child: sets secrets through four writers until it is killed, and reports each once it was acknowledged.
const vault = await openFileVault({ directory: process.argv[2] ?? '', clock: systemClock })
await vault.unlock('usr_1', new Secret('correct horse'))
writeSync(1, 'open\n')

async function write(name: string): Promise<never> {
  for (let count = 1; ; count += 1) {
    await vault.set(name, new Secret(`${count} ${'x'.repeat(2_000)}`))
    writeSync(1, `${name} ${count}\n`)
  }
}
await Promise.all(['a', 'b', 'c', 'd'].map(write))
