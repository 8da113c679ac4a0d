// npm run hooks: installs the git hooks of lefthook.yml. Asked for, never done behind one's back.
import { run } from './runner/command.ts'
import { toolFile } from './runner/tool.ts'

const code = await run(process.execPath, [toolFile('lefthook'), 'install'])
console.log(code === 0 ? 'hooks: installed' : 'hooks: failed')
process.exitCode = code
