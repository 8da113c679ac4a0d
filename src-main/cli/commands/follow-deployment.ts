import { eventsStream } from '../../../src-engine/contract/activity.ts'
import type { Client } from '../../../src-engine/contract/client.ts'
import { type Deployment, deploymentsGet } from '../../../src-engine/contract/deployments.ts'
import { CliError } from '../cli-error.ts'
import type { Io } from '../io.ts'
import { printable } from '../output.ts'

/** Shows each step as it ends (stderr) and answers the deployment once it has. */
export async function followDeployment(client: Client, io: Io, begun: Deployment): Promise<Deployment> {
  const show = createStepLines(io)
  const read = (): Promise<Deployment> => client.call(deploymentsGet, { params: { id: begun.id } })
  show(begun)
  if (begun.state !== 'running') return begun
  // The stream is opened before the first look, so that nothing falls between the two.
  for await (const item of client.events(eventsStream, { signal: io.signal }, { signal: io.signal, maxWait: 2_000 })) {
    const about =
      item.kind === 'open' ||
      item.kind === 'gap' ||
      (item.kind === 'event' && item.data.kind === 'deployment' && item.data.id === begun.id)
    if (!about) continue
    const now = await read()
    show(now)
    if (now.state !== 'running') return now
  }
  throw new CliError('unsuccessful', `No longer watching; deployment ${begun.id} goes on.`)
}

/** @throws CliError `unsuccessful` for a deployment that did not bring what it was for */
export function demandSuccess(deployment: Deployment): void {
  if (deployment.state === 'succeeded') return
  throw new CliError(
    'unsuccessful',
    `The ${deployment.kind} ${deployment.state === 'rolled-back' ? 'was rolled back' : deployment.state}: ${deployment.detail}`,
  )
}

const marks: Readonly<Record<string, string>> = {
  running: '…',
  done: '✓',
  failed: '✗',
  compensated: '↩',
  cancelled: '–',
}

function createStepLines(io: Io): (deployment: Deployment) => void {
  const shown = new Map<string, string>()
  return ({ steps }) => {
    for (const { id, title, state, detail } of steps) {
      if (state === 'waiting' || shown.get(id) === state) continue
      shown.set(id, state)
      // A running step is drawn over by its end, where somebody looks.
      if (state === 'running') {
        if (io.interactive) io.err(`  ${marks[state]} ${printable(title)}\r`)
      } else
        io.err(
          `${io.interactive ? '\u001B[2K' : ''}  ${marks[state] ?? state} ${printable(title)}${detail === '' ? '' : `: ${printable(detail)}`}\n`,
        )
    }
  }
}
