import type { LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import type { Dispatcher } from 'undici'
import { EngineError } from '../../kernel/errors.ts'
import type { HostPort } from '../ports.ts'
import { readPage } from './read-page.ts'

const MAX_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

export interface Page {
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly text: string
  readonly truncated: boolean
}

interface Limits {
  readonly milliseconds: number
  readonly bytes: number
}

/**
 * Fetches a page for somebody without a network. Every hop, the first and each redirect, has to be a URL `isAllowed`
 * accepts, whose host resolves to public addresses only; the connection goes to the very address that was checked, so a
 * name that resolves differently a moment later gains nothing.
 * @throws forbidden for a host or address that may not be reached, target_failed for a page that cannot be had
 */
export async function fetchPage(
  first: string,
  isAllowed: (url: string) => boolean,
  hosts: HostPort,
  limits: Limits,
  signal: AbortSignal,
): Promise<Page> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(limits.milliseconds)])
  let url = first
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    if (!isAllowed(url))
      throw new EngineError(
        'forbidden',
        `The profile does not allow ${hostName(url)}${hop === 0 ? '' : ', to which the page redirects'}.`,
      )
    const pinned = await resolvePublic(hosts, new URL(url).hostname)
    const answer = await get(url, pinned, limits, until)
    if ('page' in answer) return answer.page
    url = answer.redirect
  }
  throw new EngineError('target_failed', `The page redirects more than ${MAX_REDIRECTS} times.`)
}

async function resolvePublic(hosts: HostPort, hostname: string): Promise<LookupAddress> {
  const bare = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(bare)
  let addresses: readonly LookupAddress[]
  try {
    addresses = family === 0 ? await hosts.lookup(bare) : [{ address: bare, family }]
  } catch (cause) {
    throw new EngineError('target_failed', `The name ${bare} cannot be resolved.`, { cause })
  }
  const [chosen] = addresses
  if (chosen === undefined) throw new EngineError('target_failed', `The name ${bare} has no address.`)
  // One private address among public ones is how a rebinding name looks; such a host is refused whole.
  if (!addresses.every(({ address }) => hosts.isPublic(address))) {
    throw new EngineError('forbidden', `${bare} is not on the public internet; agents may not reach private addresses.`)
  }
  return chosen
}

async function get(
  url: string,
  pinned: LookupAddress,
  limits: Limits,
  signal: AbortSignal,
): Promise<{ page: Page } | { redirect: string }> {
  // Loaded by the first fetch: a host that fetches nothing should not hold it in memory (docs/adr/0014).
  const { Agent, request } = await import('undici')
  const dispatcher = new Agent({ connect: { lookup: pinTo(pinned), timeout: limits.milliseconds }, pipelining: 0 })
  try {
    const response = await request(url, {
      dispatcher,
      signal,
      headers: {
        'user-agent': 'AgenticMail-Control-Center',
        accept: 'text/*, application/json, application/xml;q=0.9, */*;q=0.1',
        'accept-encoding': 'identity',
      },
    })
    const target = redirectOf(response, url)
    if (target !== null) return { redirect: target }
    const contentType = String(response.headers['content-type'] ?? '')
    return {
      page: { url, status: response.statusCode, contentType, ...(await readPage(response, contentType, limits.bytes)) },
    }
  } catch (cause) {
    if (cause instanceof EngineError) throw cause
    const why = signal.aborted ? `did not answer within ${limits.milliseconds / 1_000} seconds` : 'cannot be reached'
    throw new EngineError('target_failed', `${hostName(url)} ${why}.`, { cause })
  } finally {
    await dispatcher.destroy()
  }
}

function redirectOf(response: Dispatcher.ResponseData, base: string): string | null {
  const location = response.headers['location']
  if (!REDIRECTS.has(response.statusCode) || typeof location !== 'string') return null
  if (!URL.canParse(location, base))
    throw new EngineError('target_failed', 'The page redirects to something that is no URL.')
  const target = new URL(location, base)
  target.hash = ''
  return target.href
}

/** A resolver that knows one answer, in both shapes Node asks for. */
function pinTo({ address, family }: LookupAddress): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }])
    else callback(null, address, family)
  }
}

function hostName(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the URL'
}
