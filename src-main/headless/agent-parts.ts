import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { EngineConfig } from '../../src-engine/index.ts'
import { projectRoot } from './project.ts'

/** How this host starts the reference agent: from its bundle once it was built, else from its source. */
export function agentParts(): EngineConfig['agent'] {
  const bundle = join(projectRoot, 'out', 'agent')
  const bundled = join(bundle, 'agent.mjs')
  return {
    node: process.execPath,
    main: existsSync(bundled) ? bundled : join(projectRoot, 'src-agent', 'main.ts'),
    bundle,
    resources: join(projectRoot, 'resources'),
  }
}
