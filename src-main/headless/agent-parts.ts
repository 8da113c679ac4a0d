import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineConfig } from '../../src-engine/index.ts'
import { projectRoot } from './project.ts'

const run = promisify(execFile)

/** How this host starts the reference agent, and bundles it for containers. */
export function agentParts(data: string): EngineConfig['agent'] {
  let bundling: Promise<string> | null = null

  async function bundle(): Promise<string> {
    const folder = join(data, 'cache', 'agent-bundle')
    await mkdir(folder, { recursive: true })
    await run(process.execPath, [join(projectRoot, 'src-agent', 'build.ts'), folder])
    return folder
  }
  return {
    node: process.execPath,
    main: join(projectRoot, 'src-agent', 'main.ts'),
    resources: join(projectRoot, 'resources'),
    bundle() {
      // Made once a start: the sources of a running app do not change.
      bundling ??= bundle().catch((error: unknown) => {
        bundling = null
        throw error
      })
      return bundling
    },
  }
}
