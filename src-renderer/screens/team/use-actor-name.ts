import { useCallback } from 'react'
import { usersList } from '../../../src-engine/contract/users.ts'
import { useOperation } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'
import { useAgentName } from '../agents/use-agent-name.ts'

/** Names for who acted: `usr_…`, `user:usr_…`, `agent:agt_…` or the control center itself; whoever has left keeps the id. */
export function useActorName(): (actor: string) => string {
  const people = useOperation(usersList, { query: { limit: 200 } }).data?.items
  const agentName = useAgentName()
  return useCallback(
    (actor) => {
      if (actor === 'system' || actor.startsWith('system:')) return t('activity.system')
      if (actor.startsWith('agent:')) return agentName(actor.slice('agent:'.length))
      const id = actor.startsWith('user:') ? actor.slice('user:'.length) : actor
      return people?.find((person) => person.id === id)?.name ?? id
    },
    [people, agentName],
  )
}
