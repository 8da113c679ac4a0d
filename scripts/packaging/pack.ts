// node scripts/packaging/pack.ts JSON: packs out/ into a folder; JSON is a PackedWith. A program of its own, because
// electron-builder talks a lot.
import { build } from 'electron-builder'
import { root } from '../runner/root.ts'
import { packConfig, type PackedWith } from './config.ts'

const given = JSON.parse(process.argv[2] ?? 'null') as PackedWith
await build({ projectDir: root, dir: true, config: packConfig(given), publish: 'never' })
