// npm start: builds what changed and opens the app, in a window of its own where Electron can be
// had, else in the browser. `-- --data DIR --port N --no-open` starts it for scripts: the headless
// host alone, which prints one JSON line when it is ready.
import { run, signalRunning } from './runner/command.ts'
import { build } from './runner/build.ts'
import { obtainElectron } from './runner/electron.ts'
import { pageAddress, startHost } from './runner/host.ts'
import { hasDisplay, openPage } from './runner/open-page.ts'

const args = process.argv.slice(2)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signalRunning(signal))
process.exitCode = await start()

async function start(): Promise<number> {
  if (args.includes('--help')) return host(args)
  if (args.includes('--no-open')) return (await built('renderer')) ? host(args) : 1
  const electron = hasDisplay() ? await obtainElectron() : null
  if (electron !== null) return (await built('all')) ? run(electron, ['.', ...args]) : 1
  return (await built('renderer')) ? inBrowser() : 1
}

function host(hostArgs: readonly string[]): Promise<number> {
  return run(process.execPath, ['src-main/headless/main.ts', ...hostArgs])
}

async function built(part: 'renderer' | 'all'): Promise<boolean> {
  const done = (await build('agent')) && (await build(part))
  if (!done) console.error('start: the build failed; what the builder said stands above.')
  return done
}

async function inBrowser(): Promise<number> {
  const { child, ready } = startHost([...args, '--no-open'])
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 128)))
  try {
    const address = pageAddress(await ready)
    const opened = hasDisplay() && (await openPage(address))
    console.log(
      opened
        ? `The desktop window needs Electron, which could not be had here: the same app is now open in your browser, at ${address}`
        : `No window can be opened here: open this address in a browser on this machine: ${address}`,
    )
  } catch (error) {
    console.error(`start: ${error instanceof Error ? error.message : String(error)}`)
  }
  return ended
}
