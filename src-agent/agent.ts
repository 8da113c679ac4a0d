import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { createAdaptorServer } from '@hono/node-server'
import type { AgentCommand, AgentEvent } from '../src-engine/contract/runtime.ts'
import { openBundleKeeper } from './bundle/index.ts'
import { openTokenFile, type AgentConfig } from './config/index.ts'
import { createControlClient } from './control/index.ts'
import { sentence } from './errors.ts'
import { beat, createLease } from './heartbeat/index.ts'
import { log } from './log.ts'
import { createGate, createRunManager, openRunStore } from './runs/index.ts'
import { listen } from './listen/index.ts'
import { untilRemoved } from './removed.ts'
import { createApp, readiness } from './serve/index.ts'
import { deliverSpool, drainSpool, openSpool } from './spool/index.ts'
import { createToolbox } from './tools/index.ts'

/** Resume after restart, on top of everything below it. */
const LEVEL = 4
const DRAIN_MS = 2_000

export interface RunningAgent {
  readonly address: string
  /** Resolves when the agent was told to stop (by signal or command) and has put everything on disk. */
  readonly stopped: Promise<void>
  stop(reason: string): void
}

/** Composes the agent from its config and starts it. */
export async function startAgent(config: AgentConfig): Promise<RunningAgent> {
  for (const directory of [config.workspace, config.stateDir, config.spoolDir])
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  const token = openTokenFile(config.tokenFile)
  const client = createControlClient(config, token)
  const spool = openSpool(config.spoolDir)
  const lease = createLease()
  const bundle = openBundleKeeper(config.stateDir, client)
  const gate = createGate([
    lease.lost,
    () => (bundle.expired() ? 'The config has expired and cannot be renewed.' : undefined),
  ])
  const runs = createRunManager({
    store: openRunStore(config.stateDir),
    spool,
    client,
    gate,
    bundle: bundle.current,
    toolbox: createToolbox(config.workspace, config.alone),
  })
  const ending = new AbortController()
  const session = randomUUID()

  function note(type: AgentEvent['type'], message: string): Promise<void> {
    return spool.append([
      {
        kind: 'event',
        key: `${session}.${type}`,
        body: { key: `${session}.${type}`, at: new Date().toISOString(), run: null, type, message, data: {} },
      },
    ])
  }

  function stop(reason: string): void {
    if (ending.signal.aborted) return
    log('info', 'stopping', { reason })
    ending.abort(new Error(reason))
  }

  let removed = false
  async function endWhenRemoved(): Promise<void> {
    removed = await untilRemoved(config.stateDir, ending.signal)
    if (removed) stop('its folder was removed')
  }

  function obey(command: AgentCommand): void {
    // Said with every reply while nothing is paused: only what changes something is worth a line.
    if (command.kind !== 'resume' || gate.paused() !== undefined)
      log('info', 'command received', { command: command.kind })
    switch (command.kind) {
      case 'pause':
        return gate.pause(command.reason === '' ? 'Paused.' : `Paused: ${command.reason}`)
      case 'resume':
        return gate.resume()
      case 'reload':
        return bundle.reload()
      case 'stop':
        return stop(command.reason)
      case 'cancel-run':
        void runs
          .cancel(command.run, 'Cancelled by the control center.')
          .catch((error: unknown) => log('error', 'a run could not be cancelled', { why: sentence(error) }))
    }
  }

  const app = createApp({
    instance: config.instance,
    token,
    bundle,
    runs,
    readiness: () => readiness({ bundle, lease, spool, workspace: config.workspace, stateDir: config.stateDir }),
    stopping: () => ending.signal.aborted,
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  const address = await listen(server, config.listen)
  await note('session_start', 'The agent started.')

  const status = () => ({
    instance: config.instance,
    rev: bundle.current()?.rev ?? 0,
    level: LEVEL,
    busy: runs.current() !== null,
    run: runs.current(),
    lastProgressAt: runs.lastProgressAt(),
    queue: runs.queued(),
    spooled: spool.waiting(),
  })
  const loops = [
    bundle.poll(ending.signal),
    beat({ client, lease, status, obey }, ending.signal),
    deliverSpool(spool, client, ending.signal),
    runs.work(ending.signal),
    endWhenRemoved(),
  ].map(async (loop) => {
    try {
      await loop
    } catch (error) {
      // A loop that cannot go on (full disk) takes the agent with it: half an agent would act without a record.
      if (!ending.signal.aborted) {
        log('error', 'the agent cannot go on', { why: sentence(error) })
        process.exitCode = 1
        stop('internal error')
      }
    }
  })

  async function finish(): Promise<void> {
    await Promise.all(loops)
    server.close()
    // What is still to be written has no place any more.
    if (removed) return
    await note('session_end', 'The agent stopped.')
    await drainSpool(spool, client, AbortSignal.timeout(DRAIN_MS)).catch((error: unknown) =>
      log('warn', 'records wait on disk for the next start', { waiting: spool.waiting(), why: sentence(error) }),
    )
    await spool.close()
  }

  log('info', 'the agent is up', { address, instance: config.instance })
  return { address, stopped: finish(), stop }
}
