import type { Agent } from '../../contract/agents.ts'
import { providers } from '../../contract/providers.ts'
import { targets } from '../../contract/targets.ts'
import type { House } from '../house.ts'
import { killedSentence } from '../orders/refuse-killed.ts'

/** What on our side forbids a deployment, as sentences that say what to do. */
export function refusalsOf(
  { store, vault, workloads }: Pick<House, 'store' | 'vault' | 'workloads'>,
  agent: Agent,
): readonly string[] {
  const killed = killedSentence(agent)
  const workload = workloads.get(agent.id)
  const refusals = killed === null ? [] : [killed]
  if (workload?.active && agent.target !== workload.target) {
    const name = store.get(targets, agent.org, workload.target)?.doc.name ?? 'another target'
    refusals.push(
      `${agent.name} is deployed to ${name}, with its workspace there. Destroy it there first, then deploy it to the new target.`,
    )
  }
  if (agent.model === null)
    return [...refusals, `${agent.name} has no model to think with. Choose one in its configuration.`]
  const provider = store.get(providers, agent.org, agent.model.provider)?.doc
  if (!provider) return [...refusals, `The model provider of ${agent.name} was removed. Choose another model for it.`]
  if (provider.endpoint.secret !== null && vault.state() !== 'unlocked') {
    refusals.push(
      `The vault of this machine is locked, and ${provider.name} needs a key from it. Sign in as an owner or admin to open it.`,
    )
  }
  return refusals
}
