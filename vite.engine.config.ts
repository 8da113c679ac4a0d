import { dirname, join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname

/** The engine for the desktop app, as ES modules for the Node inside current Electron; `dependencies` stay outside. */
export default defineConfig({
  plugins: [workersBeside()],
  ssr: { target: 'node' },
  build: {
    ssr: true,
    outDir: join(root, 'out', 'engine'),
    emptyOutDir: true,
    target: 'node24',
    copyPublicDir: false,
    rolldownOptions: {
      input: { compose: join(root, 'src-main', 'desktop', 'engine', 'compose.ts') },
      // By name: an optional dependency that was not built here is in no folder from which a bundler could tell.
      external: ['keytar'],
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
})

/** `new URL('./worker.ts', import.meta.url)` names a file that is started by its path: it becomes a file of its own. */
function workersBeside(): Plugin {
  return {
    name: 'workers-beside',
    enforce: 'pre',
    transform(code, id) {
      const pattern = /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g
      if (!pattern.test(code)) return null
      return code.replaceAll(pattern, (_, name: string) => {
        this.emitFile({ type: 'chunk', id: join(dirname(id), `${name}.ts`), fileName: `${name}.mjs` })
        return `new URL('./${name}.mjs', import.meta.url)`
      })
    },
  }
}
