import { z } from 'zod'

/** Roles of a person in an organization, weakest first. */
export const roles = ['viewer', 'member', 'admin', 'owner'] as const
export const roleSchema = z.enum(roles).meta({ description: 'owner > admin > member > viewer' })
export type Role = z.output<typeof roleSchema>

/**
 * Who may call an operation. Every operation carries exactly one.
 * - `public`: nobody needs to be signed in.
 * - `setup`: the one-time token that the host printed at its first start; works only while there is no organization.
 * - `role`: a signed-in person of the organization with at least this role.
 * - `agent`: a deployed agent with its own runtime token.
 */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'setup' }
  | { readonly kind: 'role'; readonly atLeast: Role }
  | { readonly kind: 'agent' }

export const anyone = { kind: 'public' } as const satisfies AccessRule
export const setupToken = { kind: 'setup' } as const satisfies AccessRule
export const viewer = { kind: 'role', atLeast: 'viewer' } as const satisfies AccessRule
export const member = { kind: 'role', atLeast: 'member' } as const satisfies AccessRule
export const admin = { kind: 'role', atLeast: 'admin' } as const satisfies AccessRule
export const owner = { kind: 'role', atLeast: 'owner' } as const satisfies AccessRule
export const agentToken = { kind: 'agent' } as const satisfies AccessRule
