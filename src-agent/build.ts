import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const HERE = path.dirname(fileURLToPath(import.meta.url))

/**
 * Bundles the agent and the forwarder into one file each, with all they need but Node: for images, which then hold no
 * node_modules. `node src-agent/build.ts OUTDIR` writes `agent.mjs` and `forwarder.mjs`.
 */
export async function buildAgent(outDir: string): Promise<void> {
  for (const [name, entry] of [
    ['agent', 'main.ts'],
    ['forwarder', 'forwarder.ts'],
  ] as const) {
    await build({
      configFile: false,
      root: HERE,
      logLevel: 'warn',
      // Bundle the dependencies too: by default an SSR build leaves them outside.
      ssr: { noExternal: true, target: 'node' },
      build: {
        ssr: path.join(HERE, entry),
        outDir: path.resolve(outDir),
        emptyOutDir: false,
        target: 'node24',
        minify: false,
        rolldownOptions: { output: { format: 'es', entryFileNames: `${name}.mjs`, codeSplitting: false } },
      },
    })
  }
}

const outDir = process.argv[2]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (outDir === undefined) throw new Error('Usage: node src-agent/build.ts OUTDIR')
  await buildAgent(outDir)
}
