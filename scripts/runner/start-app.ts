/** Why no desktop window opens, each the beginning of what a person is told. */
const reasons = {
  display: 'No window can be opened here',
  root: 'The desktop window does not open for root, as Chromium would have to give up its sandbox',
  electron: 'The desktop window needs Electron, which could not be had here',
  died: 'Electron could not start here, and what it said stands above',
} as const
export type NoWindow = keyof typeof reasons

/** What a start needs of the machine. Commands resolve with their exit code. */
export interface Machine {
  readonly hasDisplay: boolean
  readonly isRoot: boolean
  /** Path of Electron, null when it cannot be had. */
  electron(): Promise<string | null>
  /** Builds what changed; false when that failed, which it has said. */
  built(part: 'renderer' | 'all'): Promise<boolean>
  /** Resolves with null when Electron itself cannot run here. */
  window(electron: string): Promise<number | null>
  /** The headless host alone. */
  host(): Promise<number>
  /** The headless host and its page in a browser. */
  browser(why: NoWindow): Promise<number>
}

/**
 * Opens the app: in a window of its own where that can be, else in the browser; with `--no-open` or `--help` the
 * headless host alone.
 * @returns exit code of whatever ran
 */
export async function startApp(args: readonly string[], machine: Machine): Promise<number> {
  if (args.includes('--help')) return machine.host()
  if (args.includes('--no-open')) return (await machine.built('renderer')) ? machine.host() : 1
  const opened = await inWindow(machine)
  if (typeof opened === 'number') return opened
  return (await machine.built('renderer')) ? machine.browser(opened) : 1
}

async function inWindow(machine: Machine): Promise<number | NoWindow> {
  if (!machine.hasDisplay) return 'display'
  if (machine.isRoot) return 'root'
  const electron = await machine.electron()
  if (electron === null) return 'electron'
  if (!(await machine.built('all'))) return 1
  return (await machine.window(electron)) ?? 'died'
}

/** The one sentence for a person who gets no window; `opened`: whether a browser took the address. */
export function noWindowSentence(why: NoWindow, opened: boolean, address: string): string {
  return opened
    ? `${reasons[why]}: the same app is now open in your browser, at ${address}`
    : `${reasons[why]}: open this address in a browser on this machine: ${address}`
}
