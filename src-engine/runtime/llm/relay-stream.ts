import { meterStream, type Metered, type UsageMeter } from './usage-meter.ts'

/**
 * Passes a provider's event stream on byte for byte while counting what it uses. `settle` runs exactly once, before the
 * reader sees the end: after the last byte, when the reader goes away (then the provider is left too), or when
 * the provider breaks off (then the reader gets an error event instead of a clean end).
 * @param unfinished what an answer costs that broke off before it said anything
 */
export function relayStream(
  upstream: ReadableStream<Uint8Array>,
  meter: UsageMeter,
  unfinished: Metered,
  settle: (used: Metered) => Promise<void>,
): ReadableStream<Uint8Array> {
  const reader = upstream.getReader()
  const feed = meterStream(meter)
  let settled: Promise<void> | null = null
  let left = false
  const finish = (isWhole: boolean): Promise<void> =>
    (settled ??= settle(isWhole || meter.isWhole() ? meter.result() : (meter.broken() ?? unfinished)))
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await reader.read().catch(() => 'broken' as const)
      // The reason is the provider's own; the agent needs to know only that the answer is not whole.
      if (chunk !== 'broken' && !chunk.done) {
        feed(chunk.value)
        controller.enqueue(chunk.value)
        return
      }
      await finish(chunk !== 'broken' && !left)
      if (left) return
      if (chunk === 'broken') controller.enqueue(BROKEN)
      controller.close()
    },
    async cancel() {
      left = true
      // First, so that the provider stops at once. A broken stream rejects its own cancellation; nobody is left to hear of it.
      await reader.cancel().catch(() => undefined)
      await finish(false)
    },
  })
}

const BROKEN = new TextEncoder().encode(
  `\n\ndata: ${JSON.stringify({ error: { code: 'dependency_unavailable', message: 'The model provider broke off its answer.' } })}\n\n`,
)
