import { z } from 'zod'
import { anyone, setupToken, viewer } from './access.ts'
import { defineOperation } from './define-operation.ts'
import { organizationSchema, passwordSchema } from './organizations.ts'
import { userSchema } from './users.ts'
import { emailSchema, idSchema, line, text, timeSchema } from './values.ts'

const tag = 'auth'

/** A browser keeps the refresh token in an HttpOnly cookie and never sees it; other clients ask for it in the body. */
export const grantSchema = z.object({
  accessToken: z.string(),
  expiresIn: z.int().meta({ description: 'Seconds' }),
  refreshToken: z.string().nullable(),
  user: userSchema,
  organization: organizationSchema,
})
export type Grant = z.output<typeof grantSchema>

const client = z.enum(['browser', 'token']).default('browser')

export const authStatus = defineOperation({
  id: 'auth.status',
  method: 'get',
  path: '/auth/status',
  tag,
  summary: 'Whether there is an organization yet, and the state of the vault',
  rule: anyone,
  result: z.object({ setUp: z.boolean(), vault: z.enum(['locked', 'unlocked', 'absent']), version: z.string() }),
})

export const authSetup = defineOperation({
  id: 'auth.setup',
  method: 'post',
  path: '/auth/setup',
  tag,
  summary: 'First run: creates the organization and its owner',
  rule: setupToken,
  body: z.strictObject({
    organization: line(120),
    name: line(120),
    email: emailSchema,
    password: passwordSchema,
    client,
  }),
  result: z.object({ grant: grantSchema, recoveryKey: z.string().meta({ description: 'Shown once: print it' }) }),
  status: 201,
  secretResult: true,
  secretBody: true,
  errors: ['conflict', 'unauthenticated'],
})

export const authLogin = defineOperation({
  id: 'auth.login',
  method: 'post',
  path: '/auth/login',
  tag,
  summary: 'Signs a person in',
  rule: anyone,
  body: z.strictObject({ email: emailSchema, password: z.string().min(1).max(256), client }),
  result: grantSchema,
  secretResult: true,
  secretBody: true,
  errors: ['unauthenticated', 'locked_out'],
})

export const authRefresh = defineOperation({
  id: 'auth.refresh',
  method: 'post',
  path: '/auth/refresh',
  tag,
  summary: 'Exchanges a refresh token for a new pair; a token used twice ends its whole family',
  rule: anyone,
  body: z.strictObject({
    refreshToken: text(512, 1).optional().meta({ description: 'Absent for browsers: their cookie carries it' }),
  }),
  result: grantSchema,
  secretResult: true,
  secretBody: true,
  errors: ['unauthenticated'],
})

export const authLogout = defineOperation({
  id: 'auth.logout',
  method: 'post',
  path: '/auth/logout',
  tag,
  summary: 'Ends this session; its tokens stop working at once',
  rule: viewer,
})

export const authMe = defineOperation({
  id: 'auth.me',
  method: 'get',
  path: '/auth/me',
  tag,
  summary: 'Who the caller is',
  rule: viewer,
  result: z.object({ user: userSchema, organization: organizationSchema, session: idSchema }),
})

export const authPassword = defineOperation({
  id: 'auth.password',
  method: 'post',
  path: '/auth/password',
  tag,
  summary: 'Changes the caller’s password and ends their other sessions',
  rule: viewer,
  body: z.strictObject({ current: z.string().min(1).max(256), next: passwordSchema }),
  secretBody: true,
  errors: ['unauthenticated', 'locked_out'],
})

export const sessionSchema = z.object({
  id: idSchema,
  createdAt: timeSchema,
  lastUsedAt: timeSchema,
  client: z.string(),
  current: z.boolean(),
})

export const authSessions = defineOperation({
  id: 'auth.sessions',
  method: 'get',
  path: '/auth/sessions',
  tag,
  summary: 'The caller’s open sessions',
  rule: viewer,
  result: z.object({ items: z.array(sessionSchema) }),
})

export const authEndSession = defineOperation({
  id: 'auth.end-session',
  method: 'delete',
  path: '/auth/sessions/{id}',
  tag,
  summary: 'Ends one of the caller’s sessions',
  rule: viewer,
  params: z.strictObject({ id: idSchema }),
  errors: ['not_found'],
})
