// npm start: builds what changed and opens the app, in a window of its own where Electron can be
// had, else in the browser. `-- --data DIR --port N --no-open` starts it for scripts: the headless
// host alone, which prints one JSON line when it is ready.
import { run, signalRunning } from './runner/command.ts'
import { build } from './runner/build.ts'
import { obtainElectron } from './runner/electron.ts'
import { pageAddress, startHost } from './runner/host.ts'
import { hasDisplay, openPage } from './runner/open-page.ts'

const args = process.argv.slice(2)
/** An Electron that dies sooner never showed a window. */
const DIED_AT_ONCE_MS = 5_000
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signalRunning(signal))
process.exitCode = await start()

async function start(): Promise<number> {
  if (args.includes('--help')) return host(args)
  if (args.includes('--no-open')) return (await built('renderer')) ? host(args) : 1
  const electron = canShowWindow() ? await obtainElectron() : null
  if (electron !== null) {
    if (!(await built('all'))) return 1
    const code = await inWindow(electron)
    if (code !== null) return code
  }
  return (await built('renderer')) ? inBrowser() : 1
}

/** Chromium does not run as root without giving up its sandbox. */
function canShowWindow(): boolean {
  return hasDisplay() && process.getuid?.() !== 0
}

/**
 * Opens the desktop window and waits for its end.
 * @returns its exit code; null when Electron itself cannot run here (a missing library, a system that forbids its
 * sandbox), which it says by dying at once
 */
async function inWindow(electron: string): Promise<number | null> {
  const started = performance.now()
  // Agents of this machine run on plain Node, which the desktop app is not.
  const code = await run(electron, ['.', ...args], { env: { CONTROL_CENTER_NODE: process.execPath } })
  // 1 is how the app itself ends after it said why.
  if (code <= 1 || performance.now() - started > DIED_AT_ONCE_MS) return code
  console.error('start: Electron could not start here; what it said stands above.')
  return null
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
