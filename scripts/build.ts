// npm run build: all parts into out/.
import { build } from './runner/build.ts'

const built = (await build('agent')) && (await build('all'))
console.log(built ? 'build: out/ is up to date' : 'build: failed')
process.exitCode = built ? 0 : 1
