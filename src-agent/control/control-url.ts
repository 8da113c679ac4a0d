/** A control center's address, split into what a socket needs and what a request line needs. */
export interface ControlAddress {
  /** Base of every request URL, without a trailing slash. */
  readonly base: string
  /** Path of the Unix socket, when the address is one. */
  readonly socket: string | undefined
}

/** Reads `http://host:port/base`, `unix:/path/to.sock` or `unix:/path/to.sock:/base`. */
export function parseControlUrl(controlUrl: string): ControlAddress {
  if (!controlUrl.startsWith('unix:')) return { base: controlUrl.replace(/\/+$/, ''), socket: undefined }
  const rest = controlUrl.slice('unix:'.length)
  const split = rest.lastIndexOf(':/')
  const socket = split > 0 ? rest.slice(0, split) : rest
  const base = split > 0 ? rest.slice(split + 1) : ''
  return { base: `http://control-center${base.replace(/\/+$/, '')}`, socket }
}
