import { deploymentsList } from '../../contract/deployments.ts'
import { authorizeIn } from '../../kernel/authorize.ts'
import type { Verb } from '../context.ts'
import { pageOfSorted } from '../page-rows.ts'

export const listDeployments: Verb<typeof deploymentsList> = (ctx, { query }) => {
  const { org } = authorizeIn(ctx.actor, deploymentsList)
  const newestFirst = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0)
  // Ids sort by the time they were made.
  const all = ctx.deployments
    .list(org, { agent: query.agent, state: query.state })
    .toSorted((a, b) => newestFirst(a.id, b.id))
  return pageOfSorted(all, (deployment) => deployment.id, newestFirst, query)
}
