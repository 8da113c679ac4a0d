import { type AgentView, agentsGet, agentsList } from '../../../src-engine/contract/agents.ts'
import type { Client } from '../../../src-engine/contract/client.ts'
import { idSchema } from '../../../src-engine/contract/values.ts'
import { CliError } from '../cli-error.ts'

/**
 * The agent that somebody means: by id, or by its whole name in any case.
 * @throws CliError `not_found`; `conflict` when the name is not one agent's alone
 */
export async function findAgent(client: Client, given: string): Promise<AgentView> {
  if (given.startsWith('agt_') && idSchema.safeParse(given).success)
    return client.call(agentsGet, { params: { id: given } })
  const named: AgentView[] = []
  for (let cursor: string | undefined; ;) {
    const page = await client.call(agentsList, {
      query: { q: given, limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    })
    named.push(...page.items.filter((agent) => agent.name.toLowerCase() === given.toLowerCase()))
    if (page.next === null) break
    cursor = page.next
  }
  const [only, second] = named
  if (!only) throw new CliError('not_found', `There is no agent ${given}. See them with: agentctl agents list`)
  if (second)
    throw new CliError(
      'conflict',
      `Several agents are called ${given}: ${named.map((agent) => agent.id).join(', ')}. Name one by its id.`,
    )
  return only
}
