interface Gone {
  readonly reason: string
  readonly exitCode: number
}

/** What this needs of the window. */
export interface FailingWindow {
  readonly webContents: {
    on(event: 'render-process-gone', listener: (event: unknown, details: Gone) => void): unknown
    on(
      event: 'did-fail-load',
      listener: (event: unknown, code: number, description: string, url: string, mainFrame: boolean) => void,
    ): unknown
    reload(): void
  }
  on(event: 'unresponsive' | 'responsive', listener: () => void): unknown
}

interface FailureDeps {
  readonly window: FailingWindow
  /** Resolves when the engine ended by itself. */
  readonly engineEnded: Promise<string>
  /** Asks with a native dialog; resolves with whether the person chose `yes`. */
  ask(question: { message: string; detail: string; yes: string; no: string; signal?: AbortSignal }): Promise<boolean>
  reloadPage(): void
  restartApp(): void
  quit(): void
  now(): number
  log(line: string): void
}

/** A page that dies twice within this time is not brought back without asking. */
const AGAIN_MS = 60_000
/** Loading was abandoned for another load: nothing failed. */
const ABORTED = -3

/** A page that crashes, hangs or does not load, and an engine that ends: a sentence and a way on for each. */
export function registerFailures({
  window,
  engineEnded,
  ask,
  reloadPage,
  restartApp,
  quit,
  now,
  log,
}: FailureDeps): void {
  const decide = (question: Parameters<typeof ask>[0], yes: () => void, no: () => void) => {
    ask(question).then(
      (agreed) => (agreed ? yes() : no()),
      (error: unknown) => log(`a question could not be asked: ${String(error)}`),
    )
  }

  let lastGone = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log(`the page ended: ${reason}, exit ${exitCode}`)
    const again = now() - lastGone < AGAIN_MS
    lastGone = now()
    if (!again) return reloadPage()
    decide(
      {
        message: 'The window stopped working again.',
        detail: `The page ended (${reason}). Agents go on without it.`,
        yes: 'Reload',
        no: 'Quit',
      },
      reloadPage,
      quit,
    )
  })

  let hanging: AbortController | null = null
  window.on('unresponsive', () => {
    if (hanging !== null) return
    const asked = new AbortController()
    hanging = asked
    const detail = 'You can wait, or reload the page. Agents go on in either case.'
    decide(
      { message: 'The window does not answer.', detail, yes: 'Reload', no: 'Wait', signal: asked.signal },
      reloadPage,
      () => {
        if (hanging === asked) hanging = null
      },
    )
  })
  window.on('responsive', () => {
    hanging?.abort()
    hanging = null
  })

  window.webContents.on('did-fail-load', (_event, code, description, url, mainFrame) => {
    if (!mainFrame || code === ABORTED) return
    log(`the page could not be loaded: ${description} (${code})`)
    const detail = `${new URL(url).origin === 'null' ? 'The app' : new URL(url).origin} did not answer: ${description}.`
    decide({ message: 'The page could not be loaded.', detail, yes: 'Try Again', no: 'Quit' }, reloadPage, quit)
  })

  engineEnded.then(
    (why) => {
      log(why)
      decide({ message: 'The engine ended unexpectedly.', detail: why, yes: 'Restart', no: 'Quit' }, restartApp, quit)
    },
    (error: unknown) => log(String(error)),
  )
}
