import { monitorEventLoopDelay } from 'node:perf_hooks'
import { z } from 'zod'

/**
 * Loaded into a host with `node --import`: watches its event loop from inside and answers over the message channel. The
 * recorded value is the time between two firings of a timer, so the timer's own interval is taken off.
 */
const INTERVAL_MS = 10
const message = z.object({ probe: z.enum(['reset', 'read']) })
const histogram = monitorEventLoopDelay({ resolution: INTERVAL_MS })
histogram.enable()

process.on('message', (value) => {
  const parsed = message.safeParse(value)
  if (!parsed.success) return
  const { user, system } = process.cpuUsage()
  const late = (ns: number): number => Math.max(0, ns / 1e6 - INTERVAL_MS)
  process.send?.({
    p50: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
    samples: histogram.count,
    cpuMs: (user + system) / 1_000,
  })
  if (parsed.data.probe === 'reset') histogram.reset()
})
// Nobody is left to stop it: a run that was broken off leaves no servers behind.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
// The channel alone must not keep the host alive.
process.channel?.unref()
