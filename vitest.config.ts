import { availableParallelism } from 'node:os'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/**
 * A test's file suffix says what it needs:
 *   x.test.ts           nothing but Node                (project "engine")
 *   x.process.test.ts   processes of its own, or time   (project "process")
 *   x.docker.test.ts    a Docker engine                 (project "docker")
 *   x.keychain.test.ts  a Secret Service                (project "keychain")
 *   x.test.tsx          a DOM                           (project "renderer")
 * `globalSetup` starts the server on demand, so that one file can also be run alone.
 */
const roots = '{src-engine,src-agent,src-main,src-renderer,e2e,bench,scripts}'
const ignored = ['**/node_modules/**', '**/.cache/**', '**/out/**']
/** Tests wait for the disk and for argon2: it takes three workers to keep two cores busy. */
const maxWorkers = Math.max(3, availableParallelism() - 1)

/** Files share a worker's modules: loading them anew for each took a third of the time. What a module keeps must not matter. */
const shared = { pool: 'threads', isolate: false } as const

export default defineConfig({
  test: {
    reporters: ['default', './scripts/vitest/counts-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    allowOnly: false,
    maxWorkers,
    coverage: { provider: 'v8', reportsDirectory: '.cache/coverage', include: ['src-*/**'] },
    projects: [
      {
        test: {
          name: 'engine',
          environment: 'node',
          ...shared,
          include: [`${roots}/**/*.test.ts`],
          exclude: [...ignored, '**/*.{process,docker,keychain}.test.ts'],
        },
      },
      {
        test: {
          name: 'process',
          environment: 'node',
          include: [`${roots}/**/*.process.test.ts`],
          exclude: ignored,
          // Each file keeps the machine busy by itself, and some measure time.
          fileParallelism: false,
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          environment: 'jsdom',
          ...shared,
          include: ['src-renderer/**/*.test.tsx'],
          exclude: ignored,
          setupFiles: ['./scripts/vitest/renderer-setup.ts'],
        },
      },
      {
        test: {
          name: 'docker',
          environment: 'node',
          include: [`${roots}/**/*.docker.test.ts`],
          exclude: ignored,
          globalSetup: ['./e2e/servers/docker-setup.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'keychain',
          environment: 'node',
          include: [`${roots}/**/*.keychain.test.ts`],
          exclude: ignored,
          globalSetup: ['./e2e/servers/secret-service-setup.ts'],
          // keytar is loaded into forks, not threads: libsecret keeps state per process.
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
})
