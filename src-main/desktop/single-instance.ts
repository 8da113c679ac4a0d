import type { Intent } from '../../src-engine/contract/desktop-bridge.ts'
import { intentInArguments, parseDeepLink } from './deep-link.ts'

interface SingleInstance {
  readonly app: {
    requestSingleInstanceLock(): boolean
    on(event: 'second-instance', listener: (event: unknown, argv: string[]) => void): unknown
    on(event: 'open-url', listener: (event: { preventDefault(): void }, url: string) => void): unknown
  }
  /** Arguments of this start, which may hold a deep link. */
  readonly argv: readonly string[]
  /** Brings the window to the front. */
  focus(): void
  send(intent: Intent): void
}

/**
 * One app for each data directory (the lock lies in its profile folder): a second start brings the first to the front,
 * hands it its deep link and ends.
 * @returns false when another one runs: the caller quits
 */
export function registerSingleInstance({ app, argv, focus, send }: SingleInstance): boolean {
  if (!app.requestSingleInstanceLock()) return false
  const arrive = (intent: Intent | null) => {
    focus()
    if (intent !== null) send(intent)
  }
  app.on('second-instance', (_event, second) => arrive(intentInArguments(second)))
  // macOS hands links over as events, also the one that started the app.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    arrive(parseDeepLink(url))
  })
  const first = intentInArguments(argv)
  if (first !== null) send(first)
  return true
}
