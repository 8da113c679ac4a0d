import { type AgentView, agentsGet, agentsList } from '../../../src-engine/contract/agents.ts'
import type { Client } from '../../../src-engine/contract/client.ts'
import { idSchema } from '../../../src-engine/contract/values.ts'
import { CliError } from '../cli-error.ts'
import { nearest } from '../nearest.ts'

/** As many letters as the list looks for. */
const MOST_LETTERS = 200

/**
 * The agent that somebody means: by id, or by its whole name in any case.
 * @throws CliError `not_found` with the nearest name there is; `conflict` when the name is not one agent's alone
 */
export async function findAgent(client: Client, given: string): Promise<AgentView> {
  if (given.startsWith('agt_') && idSchema.safeParse(given).success)
    return client.call(agentsGet, { params: { id: given } })
  // No name is longer than what can be looked for.
  const found = await listAgents(client, { q: given.slice(0, MOST_LETTERS) })
  const named = found.filter((agent) => agent.name.toLowerCase() === given.toLowerCase())
  const [only, second] = named
  if (!only) {
    const names = (await listAgents(client, {})).map(({ name }) => name)
    const meant = nearest(given, names)
    const hint = meant === null ? 'See them with: agentctl agents list' : `Did you mean ${meant}?`
    throw new CliError('not_found', `There is no agent ${given}. ${hint}`)
  }
  if (second)
    throw new CliError(
      'conflict',
      `Several agents are called ${given}: ${named.map((agent) => agent.id).join(', ')}. Name one by its id.`,
    )
  return only
}

async function listAgents(client: Client, query: { readonly q?: string }): Promise<AgentView[]> {
  const all: AgentView[] = []
  for (let cursor: string | undefined; ;) {
    const page = await client.call(agentsList, {
      query: { ...query, limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    })
    all.push(...page.items)
    if (page.next === null) return all
    cursor = page.next
  }
}
