// npm run package: builds all parts and packs them into dist/ as a folder. Further arguments go to
// electron-builder, such as `-- -c.electronDist=DIR` where the Electron binary cannot be fetched.
import { build } from './runner/build.ts'
import { run } from './runner/command.ts'
import { toolFile } from './runner/tool.ts'

const packed =
  (await build('all')) &&
  (await run(process.execPath, [toolFile('electron-builder'), '--dir', ...process.argv.slice(2)])) === 0
console.log(packed ? 'package: packed into dist/' : 'package: failed')
process.exitCode = packed ? 0 : 1
