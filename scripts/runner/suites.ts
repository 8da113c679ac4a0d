import { globSync } from 'node:fs'
import { matchesGlob } from 'node:path'
import { findChromium } from '../../e2e/servers/chromium.ts'
import { requireDocker, startDocker } from '../../e2e/servers/docker.ts'
import { requireSecretService } from '../../e2e/servers/secret-service.ts'
import { ServerMissing } from '../../e2e/servers/server.ts'
import { systemInstallCommand } from '../bootstrap/system-packages.mjs'
import { build } from './build.ts'
import { checks, type CheckName } from './checks.ts'
import { run } from './command.ts'
import { countedRun } from './counted-run.ts'
import { desktopSuite } from './desktop-suite.ts'
import { root } from './root.ts'
import type { Suite } from './suite.ts'
import { toolFile } from './tool.ts'

const nothing = async () => undefined
const folders = '{src-engine,src-agent,src-main,src-renderer,e2e,bench,scripts}'
const special = '**/*.{process,docker,keychain}.test.ts'

/** Every suite of `npm test`, cheapest first, so that a simple fault shows early. */
export const suites: readonly Suite[] = [
  check('lint'),
  check('types'),
  check('unused'),
  vitest('engine', () => find(`${folders}/**/*.test.ts`).filter((file) => !matchesGlob(file, special))),
  vitest('renderer', () => find('src-renderer/**/*.test.tsx')),
  vitest('process', () => find(`${folders}/**/*.process.test.ts`)),
  { ...vitest('keychain', () => find(`${folders}/**/*.keychain.test.ts`)), needs: async () => requireSecretService() },
  {
    ...vitest('docker', () => find(`${folders}/**/*.docker.test.ts`)),
    needs: requireDocker,
    servers: async () => [await startDocker()],
  },
  crash(),
  browser(),
  desktopSuite(() => find('e2e/specs/desktop/*.spec.ts')),
]

function check(name: CheckName): Suite {
  return {
    name,
    files: null,
    needs: nothing,
    servers: async () => [],
    run: async () =>
      (await checks[name]()) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
  }
}

function vitest(project: string, files: () => string[]): Suite {
  return {
    name: project,
    files,
    needs: nothing,
    servers: async () => [],
    run: ({ patterns, env }) =>
      countedRun(project, [toolFile('vitest'), 'run', '--project', project, ...patterns], env),
  }
}

/** Real Chromium against the built app with a real Docker engine behind it. */
function browser(): Suite {
  return {
    name: 'browser',
    files: () => find('e2e/specs/**/*.spec.ts').filter((file) => !matchesGlob(file, '**/desktop/**')),
    needs: async () => {
      if (findChromium() === null) throw new ServerMissing('no Chromium found', systemInstallCommand)
      await requireDocker()
    },
    servers: async () => [await startDocker()],
    run: async ({ patterns, env }) => {
      if (!(await build('agent')) || !(await build('renderer'))) return { passed: 0, failed: 1, skipped: 0 }
      return countedRun('browser', [toolFile('@playwright/test', 'playwright'), 'test', ...patterns], env)
    },
  }
}

/** 50 rounds, each examined after kill -9 and after a power cut; one test, for it is one promise: nothing acknowledged is lost. */
function crash(): Suite {
  return {
    name: 'crash',
    files: () => find('e2e/crash/run.ts'),
    needs: nothing,
    servers: async () => [],
    run: async ({ env }) => {
      const code = await run(process.execPath, ['e2e/crash/run.ts', '--rounds', '50'], { env })
      return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
    },
  }
}

function find(pattern: string): string[] {
  return globSync(pattern, { cwd: root, exclude: ['**/node_modules/**', '**/out/**'] }).map((file) =>
    file.replaceAll('\\', '/'),
  )
}
