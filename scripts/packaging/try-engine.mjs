// node try-engine.mjs FOLDER: opens the engine of an unpacked app in a fresh data folder and prints, as a JSON array,
// what does not answer. Plain JavaScript, for it runs under the packed Node with the packed files alone.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const app = process.argv[2] ?? '.'
const data = mkdtempSync(join(tmpdir(), 'packed-engine-'))
const faults = []
try {
  const { composeEngine } = await import(pathToFileURL(join(app, 'out', 'engine', 'compose.mjs')).href)
  const engine = await composeEngine({
    data,
    version: '0.0.0',
    root: app,
    unpackedRoot: app,
    node: process.execPath,
    vault: 'file',
  })
  for (const path of ['/health', '/ready', '/dashboard/', '/dashboard/agents', '/openapi.json', '/docs']) {
    const response = await engine.api.fetch(new Request(`app://control${path}`, { headers: { host: 'control' } }))
    await response.arrayBuffer()
    if (response.status !== 200) faults.push(`the engine in it answers ${path} with ${response.status}`)
  }
  await engine.close()
} finally {
  rmSync(data, { recursive: true, force: true })
}
process.stdout.write(JSON.stringify(faults))
