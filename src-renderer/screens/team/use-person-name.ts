import { useCallback } from 'react'
import { usersList } from '../../../src-engine/contract/users.ts'
import { useOperation } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'

/** Names for the ids people act under (`usr_…`, or `user:usr_…` as an actor); whoever has left keeps the id. */
export function usePersonName(): (actor: string) => string {
  const people = useOperation(usersList, { query: { limit: 200 } }).data?.items
  return useCallback(
    (actor) => {
      if (actor === 'system' || actor.startsWith('system:')) return t('activity.system')
      const id = actor.startsWith('user:') ? actor.slice('user:'.length) : actor
      return people?.find((person) => person.id === id)?.name ?? id
    },
    [people],
  )
}
