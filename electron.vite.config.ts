import { join } from 'node:path'
import { defineConfig } from 'electron-vite'
import renderer from './vite.config.ts'

const root = import.meta.dirname

/**
 * Desktop: main and preload as CommonJS (a sandboxed preload must be, and a thin CommonJS main
 * also runs in the older Electron of the smoke tests), everything in `dependencies` external.
 */
export default defineConfig({
  main: {
    build: {
      outDir: join(root, 'out', 'main'),
      rolldownOptions: {
        input: { main: join(root, 'src-main', 'desktop', 'main.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      outDir: join(root, 'out', 'preload'),
      rolldownOptions: {
        input: { preload: join(root, 'src-main', 'desktop', 'preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer,
})
