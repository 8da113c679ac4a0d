import { z } from 'zod'
import { type Role, roles } from '../../contract/access.ts'
import { authSetup } from '../../contract/auth.ts'
import type { Operation } from '../../contract/operation.ts'
import { organizationsCreate } from '../../contract/organizations.ts'
import { users, usersCreate } from '../../contract/users.ts'
import { type Answer, type Sending, send } from './send.ts'
import { SETUP_TOKEN, type TestApi } from './open-test-api.ts'

const created = z.object({ id: z.string() })
export const PASSWORD = 'a long enough password'

export interface Person {
  readonly id: string
  readonly org: string
  readonly email: string
}

/** An organization with one person of each role. `marker` is in every text it holds, so that a leak is seen anywhere. */
export interface Place {
  readonly org: string
  readonly marker: string
  readonly people: Readonly<Record<Role, Person>>
}

/** Two organizations on one machine, both made through the API. */
export interface World {
  readonly api: TestApi
  readonly ours: Place
  readonly theirs: Place
  /** A new session of a person. */
  token(person: Person): Promise<string>
  /** Sends a request as a person and refuses to go on unless it is carried out. */
  must(person: Person, operation: Operation, sending?: Sending): Promise<Answer>
}

export async function makeWorld(api: TestApi): Promise<World> {
  async function token({ id, org }: Person): Promise<string> {
    const { store, sessions } = api.services
    return store.transaction(
      { org, actor: `user:${id}`, requestId: '' },
      (tx) => sessions.start(tx, { id, org }, 'a test').accessToken,
    )
  }
  async function must(person: Person, operation: Operation, sending: Sending = {}): Promise<Answer> {
    const answer = await send(api, operation, { ...sending, token: await token(person) })
    if (answer.status >= 300) throw new Error(`${operation.id}: ${answer.status} ${answer.text}`)
    return answer
  }
  async function peopled(org: string, marker: string, ownerEmail: string): Promise<Place> {
    const found = [...api.services.store.rows(users, org).values()].find(({ doc }) => doc.email === ownerEmail)
    if (!found) throw new Error(`${ownerEmail} was not made`)
    const owner = { id: found.doc.id, org, email: ownerEmail }
    const people: Partial<Record<Role, Person>> = { owner }
    for (const role of roles) {
      if (role === 'owner') continue
      const email = emailOf(marker, role)
      const made = await must(owner, usersCreate, {
        body: { name: `${marker} ${role}`, email, role, password: PASSWORD },
      })
      people[role] = { id: made.read(created).id, org, email }
    }
    const { viewer, member, admin } = people
    if (!viewer || !member || !admin) throw new Error('somebody is missing')
    return { org, marker, people: { viewer, member, admin, owner } }
  }

  const first = {
    organization: 'Homeland',
    name: 'Homeland owner',
    email: emailOf('Homeland', 'owner'),
    password: PASSWORD,
    client: 'token',
  }
  const setUp = await send(api, authSetup, { body: first, headers: { authorization: `Setup ${SETUP_TOKEN}` } })
  const { grant } = setUp.read(z.object({ grant: z.object({ organization: created }) }))
  const ours = await peopled(grant.organization.id, 'Homeland', first.email)
  const made = await must(ours.people.owner, organizationsCreate, {
    body: {
      name: 'Zanzibar',
      owner: { name: 'Zanzibar owner', email: emailOf('Zanzibar', 'owner'), password: PASSWORD },
    },
  })
  const theirs = await peopled(
    made.read(z.object({ organization: created })).organization.id,
    'Zanzibar',
    emailOf('Zanzibar', 'owner'),
  )
  return { api, ours, theirs, token, must }
}

function emailOf(marker: string, role: Role): string {
  return `${role}@${marker.toLowerCase()}.test`
}
