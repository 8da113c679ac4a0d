/**
 * Hybrid logical clock (Kulkarni et al. 2014): 48-bit milliseconds, 24-bit counter, 64-bit device id as fixed-width
 * lower-case hex (12 + 6 + 16 digits), so that comparing the texts compares the clocks.
 */
export interface Hlc {
  readonly ms: number
  readonly counter: number
  /** 16 lower-case hex digits. */
  readonly device: string
}

const MAX_MS = 2 ** 48 - 1
const MAX_COUNTER = 2 ** 24 - 1
const HLC = /^[0-9a-f]{34}$/
const DEVICE = /^[0-9a-f]{16}$/
/** How far an edit may be ahead of the log's time before it is clamped. */
const MAX_AHEAD_MS = 5 * 60_000

/** @throws RangeError when a part does not fit its width */
export function encodeHlc({ ms, counter, device }: Hlc): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > MAX_MS)
    throw new RangeError(`${ms} does not fit into 48 bits of milliseconds.`)
  if (!Number.isInteger(counter) || counter < 0 || counter > MAX_COUNTER)
    throw new RangeError(`${counter} does not fit into a 24-bit counter.`)
  if (!DEVICE.test(device)) throw new RangeError('A device id is 16 lower-case hex digits.')
  return ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(6, '0') + device
}

/** @throws RangeError when the text is no encoded clock */
export function decodeHlc(text: string): Hlc {
  if (!HLC.test(text)) throw new RangeError('A clock is 34 lower-case hex digits.')
  return {
    ms: Number.parseInt(text.slice(0, 12), 16),
    counter: Number.parseInt(text.slice(12, 18), 16),
    device: text.slice(18),
  }
}

/** The first clock of a device, before anything happened. */
export function firstHlc(device: string): string {
  return encodeHlc({ ms: 0, counter: 0, device })
}

/**
 * The next clock of the same device: strictly later than `previous` whatever the wall clock does. A full counter
 * borrows a millisecond from the future.
 */
export function tickHlc(previous: string, wallMs: number): string {
  const { ms, counter, device } = decodeHlc(previous)
  const wall = Math.floor(wallMs)
  if (wall > ms) return encodeHlc({ ms: wall, counter: 0, device })
  return counter < MAX_COUNTER
    ? encodeHlc({ ms, counter: counter + 1, device })
    : encodeHlc({ ms: ms + 1, counter: 0, device })
}

/**
 * The own clock after receiving others: their maximum under the own device id. Receiving does not tick, so a page of any
 * length costs nothing of the counter; the next tick is later than all of them.
 */
export function receiveHlc(own: string, others: Iterable<string>): string {
  let latest = own
  for (const other of others) if (other.slice(0, 18) > latest.slice(0, 18)) latest = other
  const { ms, counter } = decodeHlc(latest)
  return encodeHlc({ ms, counter, device: decodeHlc(own).device })
}

/**
 * The clock an edit counts with at its place in the log: its own, or, when that is more than five minutes ahead of the
 * time of its entry, that time with a full counter and the entry's sequence number, so that later in the log wins.
 */
export function clampHlc(hlc: string, atMs: number, seq: number): string {
  if (decodeHlc(hlc).ms - atMs <= MAX_AHEAD_MS) return hlc
  return encodeHlc({ ms: atMs, counter: MAX_COUNTER, device: BigInt(seq).toString(16).padStart(16, '0') })
}
