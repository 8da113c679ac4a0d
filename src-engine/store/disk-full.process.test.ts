import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { targets } from '../contract/targets.ts'
import { activityEvents } from './index.ts'
import { type TestStore, openTestStore } from './testing/open-test-store.ts'

const ORG = 'org_00000000'
const verdict = z.object({ intact: z.boolean(), entries: z.int() })
const seen = z.object({ documents: z.int(), records: z.int(), audit: verdict })
const reportSchema = z.object({
  refused: z.array(z.array(z.string())),
  full: seen.extend({ acknowledged: z.int(), recorded: z.int() }),
  after: seen.extend({ afterwards: z.array(z.string()), failure: z.null() }),
  acknowledged: z.array(z.string()),
  recorded: z.array(z.string()),
})

let opened: TestStore
beforeEach(async () => {
  opened = await openTestStore()
})
afterEach(() => opened.dispose())

/** Lets a process write into the directory that may make no file larger than so many MiB. */
async function fill(mebibytes: number): Promise<z.output<typeof reportSchema>> {
  const script = join(import.meta.dirname, 'testing', 'fill-disk.ts')
  const limit = `ulimit -f ${mebibytes * 2_048}; exec "$0" "$@"` // blocks of 512 bytes
  const child = spawn('sh', ['-c', limit, process.execPath, script, opened.directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return reportSchema.parse(JSON.parse(await text(child.stdout)))
}

test.each([
  ['while it runs', 20],
  ['already when it starts', 4],
])(
  'a disk that is full %s: writes are refused with a code, memory and audit follow what was acknowledged, and it goes on once there is room',
  async (_, mebibytes) => {
    await opened.store.close()
    const { refused, full, after, acknowledged, recorded } = await fill(mebibytes)
    expect(refused).toEqual(Array(3).fill(Array(5).fill('storage_full')))
    expect(full.acknowledged).toBeGreaterThan(5)
    expect(full).toMatchObject({
      documents: full.acknowledged,
      records: full.recorded,
      audit: { intact: true, entries: full.acknowledged },
    })
    expect(after).toMatchObject({
      afterwards: Array(5).fill('fulfilled'),
      documents: acknowledged.length,
      records: recorded.length,
      audit: { intact: true, entries: acknowledged.length },
    })

    opened.store = await opened.open()
    const { store } = opened
    expect([...store.rows(targets, ORG).keys()].toSorted()).toEqual(acknowledged.toSorted())
    for (const id of recorded) expect(store.stream(activityEvents).get(id)?.id).toBe(id)
    expect(await store.audit.verify()).toMatchObject({ intact: true, entries: acknowledged.length })
    await store.transaction({ org: ORG, actor: 'user:usr_00000000', requestId: '' }, (tx) =>
      tx.audit({ action: 'x', target: 'y' }),
    )
    expect(await store.audit.verify()).toMatchObject({ intact: true, entries: acknowledged.length + 1 })
  },
)

test('without room for it no log is reserved, what little there is stays free, and nothing is refused', async () => {
  const file = join(opened.directory, 'some-wal')
  const reserve = `import { reserveWal } from ${JSON.stringify(join(import.meta.dirname, 'reserve-wal.ts'))}
await reserveWal(${JSON.stringify(file)})`
  // The file is larger than the limit already, and a part of what is wanted would fit.
  for (const blocks of [8, 64]) {
    await writeFile(file, Buffer.alloc(8_192))
    const child = spawn(
      'sh',
      ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, '--input-type=module', '-e', reserve],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const [code] = await once(child, 'exit')
    expect([code, (await stat(file)).size]).toEqual([0, 8_192])
  }
})
