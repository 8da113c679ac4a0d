import { originOf } from './origin.ts'

interface RequestDetails {
  readonly requestingUrl?: string
  readonly isMainFrame: boolean
}

/** What this needs of Electron's Session. */
export interface SessionPort {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      decide: (granted: boolean) => void,
      details: RequestDetails,
    ) => void,
  ): void
  setPermissionCheckHandler(
    handler: (contents: unknown, permission: string, requestingOrigin: string, details: RequestDetails) => boolean,
  ): void
  setDevicePermissionHandler(handler: () => boolean): void
  on(event: 'will-download', listener: (event: { preventDefault(): void }, item: { getURL(): string }) => void): unknown
}

interface PermissionDeps {
  readonly session: SessionPort
  ownOrigin(): string | null
}

/** All that the dashboard needs: the copy buttons write text. */
const ALLOWED = new Set(['clipboard-sanitized-write'])

/** Camera, location, devices, notifications of the page, anything new: refused. Downloads only of what our page made. */
export function registerPermissions({ session, ownOrigin }: PermissionDeps): void {
  const isOurs = (address: string | undefined) =>
    ownOrigin() !== null && address !== undefined && originOf(address) === ownOrigin()
  const allowed = (permission: string, { requestingUrl, isMainFrame }: RequestDetails) =>
    ALLOWED.has(permission) && isMainFrame && isOurs(requestingUrl)
  session.setPermissionRequestHandler((_contents, permission, decide, details) => decide(allowed(permission, details)))
  session.setPermissionCheckHandler((_contents, permission, _origin, details) => allowed(permission, details))
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event, item) => {
    const url = item.getURL()
    if (!isOurs(url.startsWith('blob:') ? url.slice('blob:'.length) : url)) event.preventDefault()
  })
}
