import { type Agent, agents } from '../../contract/agents.ts'
import { referenceTools } from '../../contract/reference-tools.ts'
import type { Tool } from '../../contract/tools.ts'
import { type CompiledProfile, compileProfile } from '../../decide/index.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Store } from '../../store/index.ts'
import { hash } from 'node:crypto'
import { canonicalJson } from '../../decide/index.ts'

export interface CompiledPolicy {
  /** SHA-256 of the profile and the tools it was compiled against. */
  readonly policyRev: string
  readonly profile: CompiledProfile
  readonly tools: ReadonlyMap<string, Tool>
}

/** The compiled policy of every agent that asked for one. Every edit makes a new document, and each is compiled once. */
export interface PolicyBook {
  of(org: string, agent: string): CompiledPolicy
}

export function createPolicyBook(store: Store): PolicyBook {
  // By the document and not told of changes: nobody is served the policy of before because they heard of one first.
  const compiled = new WeakMap<Agent, CompiledPolicy>()
  return {
    of(org, id) {
      const row = store.get(agents, org, id)
      if (!row) throw notFound('agent', id)
      let policy = compiled.get(row.doc)
      if (!policy) {
        policy = compilePolicy(row.doc)
        compiled.set(row.doc, policy)
      }
      return policy
    },
  }
}

/** Compiles what an agent may do. */
export function compilePolicy({ permissions, tools }: Pick<Agent, 'permissions' | 'tools'>): CompiledPolicy {
  const known = referenceTools.filter((tool) => tools.includes(tool.id))
  return {
    policyRev: hash('sha256', canonicalJson({ permissions, tools: known })),
    profile: compileProfile(permissions, known),
    tools: new Map(known.map((tool) => [tool.id, tool])),
  }
}

/** Why an agent may do nothing now, as a sentence, or null. */
export function holdOf(
  agent: Agent,
): { readonly kind: 'paused' | 'stopped' | 'killed'; readonly reason: string } | null {
  if (agent.killNo > agent.released)
    return { kind: 'killed', reason: `${agent.name} was killed (kill ${agent.killNo}) and is not released.` }
  if (agent.desired === 'stopped') return { kind: 'stopped', reason: `${agent.name} was told to stop.` }
  if (agent.paused) return { kind: 'paused', reason: `${agent.name} is paused.` }
  return null
}
