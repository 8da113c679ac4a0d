import { join } from 'node:path'
import { requireElectron22 } from '../../e2e/servers/electron22.ts'
import { requireDisplay, startDisplay } from '../../e2e/servers/xvfb.ts'
import { checkPacked } from '../packaging/check.ts'
import { electronToPack } from '../packaging/electron-to-pack.ts'
import { packApp } from '../packaging/pack-app.ts'
import { build } from './build.ts'
import type { SuiteCounts } from './counts.ts'
import { countedRun } from './counted-run.ts'
import { findElectron } from './electron.ts'
import { root } from './root.ts'
import type { Suite } from './suite.ts'
import { toolFile } from './tool.ts'

const failure: SuiteCounts = { passed: 0, failed: 1, skipped: 0 }

/**
 * The packed desktop app: its contents looked into, then driven through its real window. With the current Electron where
 * its binary is here; else with the old one that a package registry has, which can only show a remote engine.
 */
export function desktopSuite(files: () => string[]): Suite {
  return {
    name: 'desktop',
    files,
    needs: async () => {
      requireDisplay()
      if (findElectron() === null) requireElectron22()
    },
    servers: async () => [await startDisplay()],
    run: async ({ patterns, env }) => {
      if (!(await build('all'))) return failure
      const { folder, version, current } = await electronToPack(false)
      const app = await packApp({
        electron: folder,
        version,
        output: join(root, '.cache', 'packed-for-tests'),
        forTests: true,
      })
      if (app === null) return failure
      const { faults, sizes } = await checkPacked(app, join(root, '.cache', 'packed-contents'))
      console.log(faults.length === 0 ? `contents: ${sizes}` : `contents:\n  ${faults.join('\n  ')}`)
      const specs = await countedRun(
        'desktop',
        [toolFile('@playwright/test', 'playwright'), 'test', '--config', 'playwright.desktop.config.ts', ...patterns],
        { ...env, DESKTOP_PROGRAM: app.program, DESKTOP_IN_PROCESS: String(current) },
      )
      const note = current
        ? `on Electron ${version}, engine in process and remote`
        : `on Electron ${version}, remote engine alone; in process needs the current Electron: npx install-electron`
      // The contents are one check: they hold or they do not.
      const [passed, failed] = faults.length === 0 ? [specs.passed + 1, specs.failed] : [specs.passed, specs.failed + 1]
      return { passed, failed, skipped: specs.skipped, note }
    },
  }
}
