import { truth, type Truth } from './truth.ts'

/**
 * The host of an http(s) URL in one spelling: lower case, punycode, IPv4 dotted (also when it came as a number or as
 * an IPv4-mapped IPv6 address), IPv6 compressed in brackets, no trailing dot.
 * Null when two readers could disagree about it: not an http(s) URL, credentials before the host, backslashes, white
 * space or control characters, a percent-encoded host, no host.
 */
export function hostOfUrl(url: string): string | null {
  if (!/^https?:\/\//i.test(url) || UNCLEAR.test(url)) return null
  const authority = /^[^/]*\/\/([^/?#]*)/.exec(url)?.[1] ?? ''
  if (authority === '' || authority.includes('@') || authority.includes('%')) return null
  if (!URL.canParse(url)) return null
  return settle(new URL(url).hostname)
}

/** Characters that URL readers drop or translate, each in its own way. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNCLEAR = /[\u0000-\u0020\u007f\\\u00ad\u200b-\u200f\u2028\u2029\u2060\ufeff]/

function settle(hostname: string): string | null {
  const host = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
  if (host === '' || host.startsWith('.') || host.includes('..') || host.endsWith('.')) return null
  return mappedIpv4(host) ?? host
}

function mappedIpv4(host: string): string | null {
  const groups = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host)
  if (groups === null) return null
  const [high, low] = [Number.parseInt(groups[1] ?? '', 16), Number.parseInt(groups[2] ?? '', 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/**
 * Compiles a list of host names. `example.com` means that host alone, `*.example.com` every host below it but not itself;
 * a wildcard anywhere else, a port or a path make a pattern that matches nothing. Addresses match whole only.
 */
export function compileHosts(patterns: readonly string[]): (url: string) => Truth {
  const exact = new Set<string>()
  const suffixes: string[] = []
  for (const pattern of patterns) {
    const wildcard = pattern.startsWith('*.')
    const name = wildcard ? pattern.slice(2) : pattern
    const host = /[/?#@:*]/.test(name.replace(/^\[[0-9a-f:.]+\]$/i, '')) ? null : hostOfUrl(`https://${name}/`)
    if (host === null) continue
    if (!wildcard) exact.add(host)
    else if (!isAddress(host)) suffixes.push(`.${host}`)
  }
  return (url) => {
    const host = hostOfUrl(url)
    if (host === null) return 'unclear'
    return truth(exact.has(host) || (!isAddress(host) && suffixes.some((suffix) => host.endsWith(suffix))))
  }
}

function isAddress(host: string): boolean {
  return host.startsWith('[') || /^[0-9]+(\.[0-9]+){3}$/.test(host)
}
