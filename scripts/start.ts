// npm start: builds what changed and opens the app, in a window of its own where Electron can be
// had, else in the browser. `-- --data DIR --port N --no-open` starts it for scripts: the headless
// host alone, which prints one JSON line when it is ready.
import { run, signalRunning } from './runner/command.ts'
import { build } from './runner/build.ts'
import { obtainElectron } from './runner/electron.ts'
import { pageAddress, startHost } from './runner/host.ts'
import { hasDisplay, openPage } from './runner/open-page.ts'
import { sentenceOf } from './runner/sentence.ts'
import { type NoWindow, noWindowSentence, startApp } from './runner/start-app.ts'

const args = process.argv.slice(2)
/** An Electron that dies sooner never showed a window. */
const DIED_AT_ONCE_MS = 5_000
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signalRunning(signal))
process.exitCode = await startApp(args, {
  hasDisplay: hasDisplay(),
  isRoot: process.getuid?.() === 0,
  electron: obtainElectron,
  built,
  window: inWindow,
  host: () => run(process.execPath, ['src-main/headless/main.ts', ...args]),
  browser: inBrowser,
})

/** Opens the desktop window and waits for its end; an Electron that cannot run here says so by dying at once. */
async function inWindow(electron: string): Promise<number | null> {
  const started = performance.now()
  // Agents of this machine run on plain Node, which the desktop app is not.
  const code = await run(electron, ['.', ...args], { env: { CONTROL_CENTER_NODE: process.execPath } })
  // 1 is how the app itself ends after it said why.
  return code <= 1 || performance.now() - started > DIED_AT_ONCE_MS ? code : null
}

async function built(part: 'renderer' | 'all'): Promise<boolean> {
  const done = (await build('agent')) && (await build(part))
  if (!done) console.error('start: the build failed; what the builder said stands above.')
  return done
}

async function inBrowser(why: NoWindow): Promise<number> {
  const { child, ready } = startHost([...args, '--no-open'])
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 128)))
  try {
    const address = pageAddress(await ready)
    console.log(noWindowSentence(why, hasDisplay() && (await openPage(address)), address))
  } catch (error) {
    console.error(`start: ${sentenceOf(error)}`)
  }
  return ended
}
