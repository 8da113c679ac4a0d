import { type Approval, approvalsGet, approvalsList } from '../../../src-engine/contract/approvals.ts'
import type { Client } from '../../../src-engine/contract/client.ts'
import { ProblemError } from '../../../src-engine/contract/problem-error.ts'
import { idSchema } from '../../../src-engine/contract/values.ts'
import { CliError } from '../cli-error.ts'
import { nearest } from '../nearest.ts'

/**
 * The approval with this id.
 * @throws CliError `not_found` with the waiting one whose id is nearest
 */
export async function findApproval(client: Client, given: string): Promise<Approval> {
  const found = idSchema.safeParse(given).success ? await getOrNull(client, given) : null
  if (found !== null) return found
  const meant = nearest(given, await waiting(client))
  throw new CliError(
    'not_found',
    `There is no approval ${given}. ${meant === null ? 'See those that wait with: agentctl approvals' : `Did you mean ${meant}?`}`,
  )
}

async function getOrNull(client: Client, id: string): Promise<Approval | null> {
  try {
    return await client.call(approvalsGet, { params: { id } })
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return null
    throw error
  }
}

async function waiting(client: Client): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await client.call(approvalsList, {
      query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) },
    })
    ids.push(...page.items.map(({ id }) => id))
    if (page.next === null) return ids
    cursor = page.next
  }
}
