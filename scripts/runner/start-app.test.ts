import { expect, test } from 'vitest'
import { type Machine, noWindowSentence, startApp } from './start-app.ts'

const ADDRESS = 'http://127.0.0.1:7301/dashboard/#token=t'

/** A machine with a display and Electron, but for what is said; `did` is what was done on it. */
function machineWith(differing: Partial<Machine> = {}): { machine: Machine; did: string[] } {
  const did: string[] = []
  const done = <Result>(what: string, result: Result): Promise<Result> => {
    did.push(what)
    return Promise.resolve(result)
  }
  const machine: Machine = {
    hasDisplay: true,
    isRoot: false,
    electron: () => done('electron', '/electron'),
    built: (part) => done(`build ${part}`, true),
    window: (electron) => done(`window ${electron}`, 0),
    host: () => done('host', 6),
    browser: (why) => done(`browser, ${why}`, 3),
    ...differing,
  }
  return { machine, did }
}
async function start(args: string[], differing?: Partial<Machine>): Promise<[number, ...string[]]> {
  const { machine, did } = machineWith(differing)
  return [await startApp(args, machine), ...did]
}

test('a window where there can be one, and its exit code', async () => {
  expect(await start([])).toEqual([0, 'electron', 'build all', 'window /electron'])
  expect(await start([], { window: () => Promise.resolve(1) })).toEqual([1, 'electron', 'build all'])
})

test('for scripts the host alone, whatever the machine can show', async () => {
  expect(await start(['--data', 'x', '--no-open'])).toEqual([6, 'build renderer', 'host'])
  expect(await start(['--help'])).toEqual([6, 'host'])
})

test('without a window the browser, which is told why', async () => {
  expect(await start([], { hasDisplay: false })).toEqual([3, 'build renderer', 'browser, display'])
  expect(await start([], { isRoot: true })).toEqual([3, 'build renderer', 'browser, root'])
  expect(await start([], { electron: () => Promise.resolve(null) })).toEqual([3, 'build renderer', 'browser, electron'])
  expect(await start([], { window: () => Promise.resolve(null) })).toEqual([
    3,
    'electron',
    'build all',
    'build renderer',
    'browser, died',
  ])
})

test('a build that fails is the end', async () => {
  const built = (): Promise<boolean> => Promise.resolve(false)
  expect(await start([], { built })).toEqual([1, 'electron'])
  expect(await start(['--no-open'], { built })).toEqual([1])
  expect(await start([], { built, hasDisplay: false })).toEqual([1])
})

test('the sentence names the cause and the address', () => {
  expect(noWindowSentence('electron', true, ADDRESS)).toBe(
    `The desktop window needs Electron, which could not be had here: the same app is now open in your browser, at ${ADDRESS}`,
  )
  expect(noWindowSentence('root', false, ADDRESS)).toBe(
    `The desktop window does not open for root, as Chromium would have to give up its sandbox: open this address in a browser on this machine: ${ADDRESS}`,
  )
  expect(noWindowSentence('display', false, ADDRESS)).toBe(
    `No window can be opened here: open this address in a browser on this machine: ${ADDRESS}`,
  )
})
