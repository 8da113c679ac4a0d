import type { OpenExternal } from './external.ts'
import { originOf } from './origin.ts'

interface Navigation {
  readonly url: string
  readonly isMainFrame?: boolean
  preventDefault(): void
}

/** What this needs of Electron's WebContents. */
export interface GuardedContents {
  on(event: 'will-navigate' | 'will-redirect', listener: (event: Preventable, url: string) => void): unknown
  on(event: 'will-frame-navigate', listener: (details: Navigation) => void): unknown
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown
  setWindowOpenHandler(handler: (details: { url: string }) => { action: 'deny' }): void
}

interface Preventable {
  preventDefault(): void
}

interface GuardDeps {
  readonly app: {
    on(event: 'web-contents-created', listener: (event: unknown, contents: GuardedContents) => void): unknown
  }
  /** Origin of our page; asked each time, for it is known only when the engine is. */
  ownOrigin(): string | null
  readonly openExternal: OpenExternal
  log(line: string): void
}

/**
 * The window shows our page and nothing else: no navigation or redirect to another origin in any frame, no second
 * window, no webview. A followed link or `window.open` to https is offered to the person's browser.
 */
export function registerGuards({ app, ownOrigin, openExternal, log }: GuardDeps): void {
  const isOurs = (url: string) => ownOrigin() !== null && originOf(url) === ownOrigin()
  const offer = (url: string) => {
    openExternal(url).catch((error: unknown) => log(`an address could not be opened: ${String(error)}`))
  }
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      if (isOurs(url)) return
      event.preventDefault()
      log(`navigation to ${originOf(url) ?? 'an address without origin'} refused`)
      offer(url)
    })
    contents.on('will-redirect', (event, url) => {
      if (isOurs(url)) return
      event.preventDefault()
      log(`redirect to ${originOf(url) ?? 'an address without origin'} refused`)
    })
    // Frames: our page has none, and what somebody put into it stays on our origin.
    contents.on('will-frame-navigate', (details) => {
      if (details.isMainFrame !== true && !isOurs(details.url)) details.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (!isOurs(url)) offer(url)
      return { action: 'deny' }
    })
  })
}
