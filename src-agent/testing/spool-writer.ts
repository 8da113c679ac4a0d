import { openSpool } from '../spool/index.ts'

/** A process that appends records as fast as it can and prints each number once it is acknowledged; killed by its test. */
async function main(): Promise<void> {
  const [directory, first] = process.argv.slice(2)
  if (directory === undefined) throw new Error('Usage: spool-writer DIRECTORY FIRST')
  const spool = openSpool(directory)
  let next = Number(first)
  const writer = async (): Promise<never> => {
    for (;;) {
      const mine = next++
      const body = {
        key: `e.${mine}`,
        at: new Date().toISOString(),
        run: null,
        type: 'warning' as const,
        message: 'x'.repeat(mine % 500),
        data: {},
      }
      await spool.append([{ kind: 'event', key: body.key, body }])
      process.stdout.write(`${mine}\n`)
    }
  }
  await Promise.all(Array.from({ length: 4 }, writer))
}

await main()
