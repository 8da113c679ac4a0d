import { usersList } from '../../../src-engine/contract/users.ts'
import { useOperation } from '../../api/index.ts'

/** Names of people by id; an id nobody has stays as it is. */
export function usePersonName(): (id: string) => string {
  const people = useOperation(usersList, { query: { limit: 200 } }).data?.items
  return (id) => people?.find((person) => person.id === id)?.name ?? id
}
