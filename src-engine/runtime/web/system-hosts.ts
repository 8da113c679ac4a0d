import { lookup } from 'node:dns/promises'
import type { HostPort } from '../ports.ts'
import { isPublicAddress } from './public-address.ts'

/** Names as this machine resolves them, and the public internet alone. */
export const systemHosts: HostPort = {
  lookup: (hostname) => lookup(hostname, { all: true, verbatim: true }),
  isPublic: isPublicAddress,
}
