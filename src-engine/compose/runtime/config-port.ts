import { hash } from 'node:crypto'
import { z } from 'zod'
import { type Agent, agents } from '../../contract/agents.ts'
import { referenceTools } from '../../contract/reference-tools.ts'
import type { AgentCommand, ConfigBundle } from '../../contract/runtime.ts'
import { canonicalJson } from '../../decide/index.ts'
import { deliver } from '../../entities/runs/deliver.ts'
import { revisionOf } from '../../entities/agents/revision.ts'
import { isoTime } from '../../kernel/clock.ts'
import { createWaiters } from '../../kernel/waiters.ts'
import type { ConfigPort } from '../../runtime/index.ts'
import type { LocalKind } from '../../store/index.ts'
import { type RuntimeParts, agentOf } from './parts.ts'

const HEARTBEAT_S = 10
const BUNDLE_MS = 24 * 3_600_000

const bundleRev = z.object({ rev: z.int(), sha256: z.string() })
/** Which revision number the content of an agent's bundle has; it rises with every change. */
const bundleRevs: LocalKind<z.output<typeof bundleRev>> = { kind: 'bundle-rev', schema: bundleRev }

type Content = Omit<ConfigBundle, 'rev' | 'sha256' | 'expiresAt'>

/**
 * Bundles and heartbeats. A bundle is compiled from the agent's current configuration; `sha256` covers its canonical
 * content without `rev`, `sha256` and `expiresAt`, so the same content keeps its revision and only its expiry moves on.
 */
export function createConfigPort(parts: RuntimeParts): ConfigPort {
  const { store, clock, logger } = parts.services
  const revs = new Map<string, z.output<typeof bundleRev>>()
  const making = new Map<string, Promise<void>>()
  const waiting = createWaiters()
  const levels = new Map<string, string>()

  store.listen(agents, (id) => waiting.wake(id))

  function contentOf(agent: Agent): Content {
    return {
      policyRev: parts.policies.of(agent.org, agent.id).policyRev,
      agent: { id: agent.id, name: agent.name, role: agent.role, instructions: agent.instructions },
      model: { id: agent.model?.model ?? 'none', maxOutputTokens: agent.model?.maxOutputTokens ?? 1_024 },
      tools: referenceTools.filter((tool) => agent.tools.includes(tool.id)),
      // Those of a day and of tokens are kept here.
      limits: {
        maxSteps: agent.limits.maxSteps,
        runSeconds: agent.limits.runSeconds,
        stepsWithoutProgress: agent.limits.stepsWithoutProgress,
      },
    }
  }
  async function revOf(agent: Agent, content: Content): Promise<z.output<typeof bundleRev>> {
    const sha256 = hash('sha256', canonicalJson(content))
    const known = revs.get(agent.id) ?? store.local.get(bundleRevs, agent.id)
    if (known?.sha256 === sha256) {
      await making.get(agent.id)
      return known
    }
    const next = { rev: (known?.rev ?? 0) + 1, sha256 }
    const written = store.transaction({ org: agent.org, actor: 'system:bundles', requestId: '' }, (tx) => {
      tx.local.put(bundleRevs, agent.id, next, { org: agent.org })
      tx.afterCommit(() => revs.set(agent.id, next))
    })
    // Durable before it is handed out, to everybody: a rev that was seen is never given to other content.
    making.set(agent.id, written)
    try {
      await written
    } finally {
      if (making.get(agent.id) === written) making.delete(agent.id)
    }
    return next
  }
  function commandsFor(agent: Agent, run: string | null): AgentCommand[] {
    const commands: AgentCommand[] = []
    // Said with every reply: one that is lost, or a restart of either side, must not leave an agent paused for good.
    commands.push(agent.paused ? { kind: 'pause', reason: `${agent.name} is paused.` } : { kind: 'resume' })
    if (run !== null && !parts.services.runs.isOpen(agent.id, run)) commands.push({ kind: 'cancel-run', run })
    return commands
  }

  return {
    async bundle(who, rev, waitMs, signal) {
      const deadline = clock.monotonic() + waitMs
      for (;;) {
        const content = contentOf(agentOf(parts, who))
        const current = await revOf(agentOf(parts, who), content)
        const left = deadline - clock.monotonic()
        if (current.rev > rev || left <= 0 || signal.aborted)
          return { ...current, expiresAt: isoTime(clock.now() + BUNDLE_MS), ...content }
        await waiting.wait(who.agent, left, signal)
      }
    },
    async heartbeat(who, beat) {
      const agent = agentOf(parts, who)
      const current = await revOf(agent, contentOf(agent))
      const seen = `${who.instance} ${beat.level} ${beat.rev}`
      if (levels.get(agent.id) !== seen) {
        const revision = beat.rev === current.rev ? { revision: revisionOf(agent) } : {}
        await store.transaction({ org: agent.org, actor: `agent:${agent.id}`, requestId: '' }, (tx) => {
          parts.services.agents.note(tx, agent.id, { level: beat.level, lastSeenAt: tx.at, ...revision })
        })
        levels.set(agent.id, seen)
      }
      const queued = parts.services.runs.openOf(agent.id).find((run) => run.state === 'queued')
      if (queued && !beat.busy && beat.queue === 0)
        void deliver(parts.services, agent.org, agent.id, { run: queued.id, task: queued.task })
      const commands = commandsFor(agent, beat.run)
      if (beat.rev < current.rev) commands.push({ kind: 'reload' })
      if (commands.length > 1)
        logger.debug({ agent: agent.id, commands: commands.map((command) => command.kind) }, 'commands to an agent')
      return { rev: current.rev, commands, every: HEARTBEAT_S }
    },
  }
}
