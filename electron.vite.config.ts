import { join } from 'node:path'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = import.meta.dirname

/**
 * The shell: main and preload as CommonJS (a sandboxed preload must be, and a thin CommonJS main also runs in the older
 * Electron of the smoke tests). The engine is built apart (vite.engine.config.ts) and the dashboard too, because
 * electron-vite insists on relative addresses, which deep paths under /dashboard/ do not survive.
 */
export default defineConfig({
  main: {
    plugins: [engineStaysApart()],
    build: {
      outDir: join(root, 'out', 'main'),
      target: 'node16',
      externalizeDeps: true,
      rolldownOptions: {
        input: { main: join(root, 'src-main', 'desktop', 'main.ts') },
        // By name: an optional dependency that was not built here is in no folder from which a bundler could tell.
        external: ['keytar'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(root, 'out', 'preload'),
      target: 'node16',
      rolldownOptions: {
        input: { preload: join(root, 'src-main', 'desktop', 'preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
})

/** Leaves the one import of the engine to run time, where it is an ES module beside us. */
function engineStaysApart(): Plugin {
  return {
    name: 'engine-stays-apart',
    enforce: 'pre',
    resolveId: (source, importer) =>
      source === './compose.ts' && importer?.replaceAll('\\', '/').endsWith('desktop/engine/load.ts')
        ? { id: '../engine/compose.mjs', external: true }
        : null,
  }
}
