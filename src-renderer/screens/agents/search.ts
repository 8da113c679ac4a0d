import { z } from 'zod'

/** The address of the list: everything that can be shared or gone back to. */
export const agentsSearch = z.object({
  q: z.string().max(200).optional().catch(undefined),
  show: z.enum(['running', 'attention', 'stopped', 'draft']).optional().catch(undefined),
  target: z.string().optional().catch(undefined),
  sort: z
    .enum(['name', '-name', 'state', '-state', 'spend', '-spend', 'lastAction', '-lastAction'])
    .optional()
    .catch(undefined),
  new: z.boolean().optional().catch(undefined),
})
export type AgentsSearch = z.output<typeof agentsSearch>

/** The same as the query of the list operation. */
export function queryOf(search: AgentsSearch): Record<string, string> {
  return {
    sort: search.sort ?? '-lastAction',
    ...(search.q ? { q: search.q } : {}),
    ...(search.target ? { target: search.target } : {}),
    ...(search.show === 'attention' ? { attention: 'true' } : search.show ? { state: search.show } : {}),
  }
}
