// npm run package: builds all parts, packs them into dist/ as a folder, and looks into what was packed.
import { join } from 'node:path'
import { checkPacked } from './packaging/check.ts'
import { electronToPack } from './packaging/electron-to-pack.ts'
import { packApp } from './packaging/pack-app.ts'
import { build } from './runner/build.ts'
import { root } from './runner/root.ts'
import { sentenceOf } from './runner/sentence.ts'

try {
  process.exitCode = await pack()
} catch (error) {
  process.exitCode = failed(sentenceOf(error))
}

async function pack(): Promise<number> {
  if (!(await build('all'))) return failed('the build failed')
  const electron = await electronToPack(true)
  const { folder, version, current } = electron
  const app = await packApp({ electron: folder, version, output: join(root, 'dist'), forTests: false })
  if (app === null) return failed('electron-builder failed')
  const { faults, sizes } = await checkPacked(app, join(root, '.cache', 'packed-contents'))
  for (const fault of faults) console.log(`  ${fault}`)
  if (faults.length > 0) return failed(`${faults.length} faults in its contents`)
  console.log(`  ${sizes}`)
  if (!current)
    console.log(
      `  The current Electron could not be fetched, so Electron ${version} was packed: to look into, not to use.`,
    )
  console.log(`package: ${app.folder} with Electron ${version}, contents checked`)
  return 0
}

function failed(why: string): number {
  console.log(`package: failed, ${why}`)
  return 1
}
