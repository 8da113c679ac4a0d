import autocannon from 'autocannon'
import { Client } from 'undici'
import { type LatencyJob, type Load, type ThroughputJob, jobSchema } from './shared/load-job.ts'

/**
 * The load, in a process of its own so that it takes no time from what it measures. One job at a time over the message
 * channel. Throughput by autocannon; latency by one connection that waits for each answer, with a finer clock.
 */
process.on('message', (value) => {
  const job = jobSchema.parse(value)
  run(job).then(
    (load) => process.send?.(load),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
console.log('{}')

let serial = 0

function run(job: ThroughputJob | LatencyJob): Promise<Load> {
  return job.kind === 'throughput' ? throughput(job) : latency(job)
}

interface Filled {
  readonly headers: Record<string, string>
  readonly body: string | null
}

/** Makes each request's headers and body; null when all are the same. */
function filler({ headers, body, variants }: ThroughputJob | LatencyJob): (() => Filled) | null {
  if (!/\{\w+\}/.test([body ?? '', ...Object.values(headers)].join(''))) return null
  return () => {
    serial += 1
    const values = { n: String(serial), ...variants[serial % variants.length] }
    const fill = (text: string): string =>
      Object.entries(values).reduce((done, [name, value]) => done.replace(`{${name}}`, value), text)
    return {
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fill(text)])),
      body: body === null ? null : fill(body),
    }
  }
}

async function throughput(job: ThroughputJob): Promise<Load> {
  const fill = filler(job)
  const { origin, method, path, headers, body, connections, until } = job
  function setupRequest(request: autocannon.Request): autocannon.Request {
    const filled = fill?.()
    return filled
      ? { ...request, headers: filled.headers, ...(filled.body === null ? {} : { body: filled.body }) }
      : request
  }
  const begun = performance.now()
  let last = begun
  const options: autocannon.Options = {
    url: origin,
    connections,
    ...('seconds' in until ? { duration: until.seconds } : { amount: until.requests }),
    requests: [{ method, path, headers, ...(body === null ? {} : { body }), ...(fill ? { setupRequest } : {}) }],
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const running = autocannon(options, (error: Error | null, done) => (error ? reject(error) : resolve(done)))
    // It tells its result at the next full second, so the time of the last answer is taken here.
    running.on('response', () => {
      last = performance.now()
    })
  })
  return {
    perSecond: (result['2xx'] * 1_000) / (last - begun),
    answered: result['2xx'],
    refused: result.non2xx + result.errors,
    refusals: JSON.stringify({ ...result.statusCodeStats, errors: result.errors, timeouts: result.timeouts }),
    p50: result.latency.p50,
    p99: result.latency.p99,
  }
}

async function latency(job: LatencyJob): Promise<Load> {
  const fill = filler(job)
  const { origin, method, path, until, pauseMs } = job
  const client = new Client(origin)
  const times: number[] = []
  let refused = 0
  const refusals = new Set<number>()
  const start = performance.now()
  while ('seconds' in until ? performance.now() - start < until.seconds * 1_000 : times.length < until.requests) {
    const { headers, body } = fill?.() ?? job
    const begun = performance.now()
    const answer = await client.request({ method, path, headers, body })
    await answer.body.text()
    times.push(performance.now() - begun)
    if (answer.statusCode >= 300) {
      refused += 1
      refusals.add(answer.statusCode)
    }
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
  const took = performance.now() - start
  await client.close()
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return {
    perSecond: (times.length * 1_000) / took,
    answered: times.length - refused,
    refused,
    refusals: [...refusals].join(' '),
    p50: at(0.5),
    p99: at(0.99),
  }
}
