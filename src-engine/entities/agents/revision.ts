import { hash } from 'node:crypto'
import type { Agent, AgentConfig } from '../../contract/agents.ts'
import { canonicalJson } from '../../decide/index.ts'

/** What a person configured of an agent, without its identity and its desired state. */
export function configOf(agent: Agent): AgentConfig {
  const { name, role, description, instructions, model, tools, permissions, target, resources, limits, tags } = agent
  return { name, role, description, instructions, model, tools, permissions, target, resources, limits, tags }
}

/** SHA-256 of the canonical configuration: equal configurations are one revision. */
export function revisionOf(config: AgentConfig): string {
  return hash('sha256', canonicalJson(config))
}

/** True when nothing is missing for a deployment. */
export function isComplete(config: AgentConfig): boolean {
  return config.model !== null && config.target !== null
}
