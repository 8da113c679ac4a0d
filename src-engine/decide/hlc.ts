/**
 * Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): 48 bits of milliseconds, 24 bits of counter,
 * 64 bits of device id, written as 34 lower-case hex digits so that text order is time order.
 */
export interface Hlc {
  /** Milliseconds since the Unix epoch, 0 .. 2^48-1. */
  readonly ms: number
  /** 0 .. 2^24-1. */
  readonly counter: number
  /** 16 lower-case hex digits. */
  readonly device: string
}

const MAX_COUNTER = 0xffffff

/** The fixed-width text form of a reading. */
export function encodeHlc({ ms, counter, device }: Hlc): string {
  return ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(6, '0') + device
}

/**
 * Reads the text form back.
 * @throws RangeError when the text is not 34 lower-case hex digits.
 */
export function decodeHlc(text: string): Hlc {
  if (!/^[0-9a-f]{34}$/.test(text)) throw new RangeError('not a hybrid logical clock reading')
  return { ms: Number.parseInt(text.slice(0, 12), 16), counter: Number.parseInt(text.slice(12, 18), 16), device: text.slice(18) }
}

/**
 * The next reading of this device: later than `last` even when the wall clock stands still or goes back. A counter that
 * would overflow borrows one millisecond from the future.
 */
export function tickHlc(last: Hlc, wallMs: number): Hlc {
  if (wallMs > last.ms) return { ms: wallMs, counter: 0, device: last.device }
  if (last.counter < MAX_COUNTER) return { ms: last.ms, counter: last.counter + 1, device: last.device }
  return { ms: last.ms + 1, counter: 0, device: last.device }
}

/** Takes over the maximum of a received page of readings; receiving does not tick. */
export function receiveHlc(last: Hlc, received: Hlc): Hlc {
  const later = received.ms > last.ms || (received.ms === last.ms && received.counter > last.counter)
  return later ? { ms: received.ms, counter: received.counter, device: last.device } : last
}
