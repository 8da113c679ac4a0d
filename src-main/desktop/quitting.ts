interface QuitDeps {
  readonly app: {
    on(event: 'before-quit', listener: () => void): unknown
    on(event: 'will-quit', listener: (event: { preventDefault(): void }) => void): unknown
    on(event: 'window-all-closed' | 'activate', listener: () => void): unknown
    quit(): void
    exit(code: number): void
  }
  readonly platform: NodeJS.Platform
  focus(): void
  closeEngine(): Promise<void>
  log(line: string): void
}

const PATIENCE_MS = 15_000

export interface Quitting {
  /** True from the moment the app is asked to end: the window then closes for good. */
  begun(): boolean
}

/** Ends the app only after the engine has ended, durably; the engine gets 15 seconds. */
export function registerQuitting({ app, platform, focus, closeEngine, log }: QuitDeps): Quitting {
  let begun = false
  let closed = false
  app.on('before-quit', () => {
    begun = true
  })
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    const timer = setTimeout(() => {
      log(`the engine did not end within ${PATIENCE_MS / 1_000} s`)
      app.exit(1)
    }, PATIENCE_MS)
    closeEngine().then(
      () => {
        clearTimeout(timer)
        closed = true
        // Electron takes no new quit while it still handles this event, so not within it.
        setImmediate(() => app.quit())
      },
      (error: unknown) => {
        log(`the engine did not end well: ${String(error)}`)
        app.exit(1)
      },
    )
  })
  app.on('window-all-closed', () => {
    // On macOS an app without windows goes on until it is quit.
    if (platform !== 'darwin') app.quit()
  })
  app.on('activate', focus)
  return { begun: () => begun }
}
