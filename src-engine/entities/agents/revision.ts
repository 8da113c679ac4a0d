import { hash } from 'node:crypto'
import type { Agent, AgentConfig } from '../../contract/agents.ts'
import { canonicalJson } from '../../decide/index.ts'

/** What a person configured of an agent, without its identity and its desired state. */
export function configOf(agent: Agent): AgentConfig {
  const { name, role, description, instructions, model, tools, permissions, target, resources, limits, tags } = agent
  return { name, role, description, instructions, model, tools, permissions, target, resources, limits, tags }
}

/** By the document: every edit makes a new one, and what is asked of it is asked often. */
const known = new WeakMap<Agent, string>()

/** SHA-256 of an agent's canonical configuration: equal configurations are one revision. */
export function revisionOf(agent: Agent): string {
  let revision = known.get(agent)
  if (revision === undefined) {
    revision = hash('sha256', canonicalJson(configOf(agent)))
    known.set(agent, revision)
  }
  return revision
}

/** True when nothing is missing for a deployment. */
export function isComplete(config: AgentConfig): boolean {
  return config.model !== null && config.target !== null
}
