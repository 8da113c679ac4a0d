import { run } from './command.ts'
import { judgeLengths, sourceFiles } from './file-length.ts'
import { toolFile } from './tool.ts'

/** One static check; each resolves with whether it holds, having printed what does not. */
export const checks = {
  lint: async () => {
    const clean = await tool(toolFile('oxlint'), ['--type-aware', '--deny-warnings', '--quiet'])
    const { figures, faults } = judgeLengths(sourceFiles())
    for (const line of [...faults, figures]) console.log(line)
    const formatted = await tool(toolFile('oxfmt'), ['--check'])
    if (!formatted) console.log('The formatting is mended by: npm run format')
    return clean && faults.length === 0 && formatted
  },
  types: () => tool(toolFile('typescript', 'tsc'), ['-b', '--pretty', 'false']),
  unused: () => tool(toolFile('knip'), ['--no-progress']),
} satisfies Record<string, () => Promise<boolean>>

export type CheckName = keyof typeof checks

export function isCheck(name: string): name is CheckName {
  return Object.hasOwn(checks, name)
}

async function tool(file: string, args: readonly string[]): Promise<boolean> {
  return (await run(process.execPath, [file, ...args], { output: 'quiet' })) === 0
}
