export { client } from './client.ts'
export { setUp, signIn, signOut, startSession, type NewOrganization } from './start.ts'
export { useSession } from './store.ts'
export { useCan } from './use-role.ts'
