// npm run dev: the host, restarted when its sources change, and the dashboard with hot reload.
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pageAddress, startHost } from './runner/host.ts'
import { root } from './runner/root.ts'
import { sentenceOf } from './runner/sentence.ts'
import { type Ended, together } from './runner/together.ts'
import { toolFile } from './runner/tool.ts'

const asked = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort())
try {
  const { summary, exitCode } = await dev(process.argv.slice(2))
  console.log(`dev: ${summary}`)
  process.exitCode = exitCode
} catch (error) {
  console.log(asked.signal.aborted ? 'dev: stopped' : `dev: ${sentenceOf(error)}`)
  process.exitCode = asked.signal.aborted ? 0 : 1
}

async function dev(args: readonly string[]): Promise<Ended> {
  const port = await freePort()
  const watched = ['src-engine', 'src-main'].map((folder) => `--watch-path=${folder}`)
  const data = join(root, '.cache', 'dev-data')
  // A fixed port, so that the dev server still finds the host after it was restarted.
  const host = startHost(['--data', data, '--port', String(port), '--no-open', ...args], watched)
  asked.signal.addEventListener('abort', () => host.child.kill('SIGTERM'))
  const ready = await host.ready
  const vitePort = await freePort()
  const config = ['--config', join('src-renderer', 'vite.config.ts'), '--clearScreen', 'false']
  const vite = spawn(process.execPath, [toolFile('vite'), ...config, '--port', String(vitePort), '--strictPort'], {
    stdio: 'inherit',
    env: { ...process.env, DEV_HOST_URL: new URL(ready.url).origin },
  })
  console.log(
    `dev: ${pageAddress({ ...ready, url: `http://127.0.0.1:${vitePort}/dashboard/` })} (host: ${ready.url}, data: ${ready.data})`,
  )
  const programs = [
    { name: 'the host', child: host.child },
    { name: 'the server of the dashboard', child: vite },
  ]
  return together(programs, asked.signal)
}

/** A port nobody listens on now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port was given'))
        else resolve(address.port)
      })
    })
  })
}
