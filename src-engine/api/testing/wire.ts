import { urlOf } from '../../contract/client-request.ts'
import type { Operation } from '../../contract/operation.ts'
import type { FieldError } from '../../contract/problem.ts'
import { HOST, SETUP_TOKEN, type TestApi, openTestApi } from './open-test-api.ts'
import { type DocumentedOperation, type OpenApiDocument, openApiShape } from './openapi-shape.ts'
import { jsonText } from './raw-json.ts'
import { prepare } from './recipes.ts'
import { type Rows, openRows } from './rows.ts'
import { type Answer, type Sending, sendRaw } from './send.ts'
import { type World, makeWorld } from './world.ts'

/** A right request of an operation as it goes over the wire, so that every part of it can be spoilt. */
export interface Wire {
  readonly operation: Operation
  readonly documented: DocumentedOperation
  readonly base: Sending
  readonly authorization: string
}

/** What is different in a spoilt request. `search` is put behind the address as it is, `text` sent as the body. */
export interface Spoilt {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly search?: string
  readonly body?: unknown
  readonly text?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}

/** An owner at the wire, and what the store shows after each request. */
export interface Bench {
  /** Bad requests fired so far. */
  readonly fired: number
  wireOf(operation: Operation): Promise<Wire>
  fire(wire: Wire, spoilt?: Spoilt): Promise<Answer>
  /** Fires a spoilt request: it is refused with a problem that names the place, and leaves no trace in the store. */
  expectRefused(wire: Wire, spoilt: Spoilt, part: FieldError['in'], pointer: string): Promise<void>
  /** Fires a request that is refused as a whole. */
  codeOf(wire: Wire, spoilt: Spoilt): Promise<string>
  dispose(): Promise<void>
}

/** What even a refusal may write: that it happened. */
const REFUSAL_WRITES = ['audit_log'] as const

export async function openBench(): Promise<Bench> {
  const api = await openTestApi()
  // An engine nobody has set up: the only one that takes a first owner.
  const empty = await openTestApi()
  const world: World = await makeWorld(api)
  const rows = openRows(api.directory)
  const emptyRows = openRows(empty.directory)
  const document: OpenApiDocument = (
    await sendRaw(api, `http://${HOST}/openapi.json`, { headers: { host: HOST } })
  ).read(openApiShape)
  let fired = 0

  function engineOf({ operation }: Wire): { api: TestApi; rows: Rows } {
    return operation.rule.kind === 'setup' ? { api: empty, rows: emptyRows } : { api, rows }
  }
  async function fire(wire: Wire, spoilt: Spoilt = {}): Promise<Answer> {
    const { operation, base, authorization } = wire
    const { params = base.params, query = base.query, search = '' } = spoilt
    const whole = 'body' in spoilt ? spoilt.body : base.body
    const body = spoilt.text ?? (whole === undefined ? undefined : jsonText(whole))
    return sendRaw(engineOf(wire).api, urlOf(`http://${HOST}`, operation, params, query) + search, {
      method: operation.method.toUpperCase(),
      headers: {
        host: HOST,
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...spoilt.headers,
      },
      ...(body === undefined ? {} : { body }),
    })
  }
  /** Fires and answers, unless something was stored. */
  async function fireInVain(wire: Wire, spoilt: Spoilt): Promise<Answer> {
    const { rows: looked } = engineOf(wire)
    const before = looked.mark(REFUSAL_WRITES)
    fired += 1
    const answer = await fire(wire, spoilt)
    const told = `${wire.operation.id} ${answer.status} ${answer.text.slice(0, 400)}`
    if (answer.status < 400 || answer.status > 499) throw new Error(`not refused: ${told}`)
    if (looked.mark(REFUSAL_WRITES) !== before) throw new Error(`stored something: ${told}`)
    return answer
  }

  return {
    get fired() {
      return fired
    },
    fire,
    async wireOf(operation) {
      const documented = document.paths[operation.path]?.[operation.method]
      if (!documented) throw new Error(`${operation.id} is not in the document`)
      const { owner } = world.ours.people
      const base = await prepare(world, operation, world.ours, owner)
      const authorization =
        operation.rule.kind === 'setup' ? `Setup ${SETUP_TOKEN}` : `Bearer ${await world.token(owner)}`
      return { operation, documented, base, authorization }
    },
    async expectRefused(wire, spoilt, part, pointer) {
      const answer = await fireInVain(wire, spoilt)
      const { errors = [], status } = answer.problem()
      if (status === answer.status && errors.some((error) => names(error, part, pointer))) return
      throw new Error(`does not name ${part}${pointer}: ${wire.operation.id} ${answer.text.slice(0, 400)}`)
    },
    codeOf: async (wire, spoilt) => (await fireInVain(wire, spoilt)).problem().code,
    async dispose() {
      rows.close()
      emptyRows.close()
      await api.dispose()
      await empty.dispose()
    },
  }
}

/** True when an error names the field itself, or what it is in or holds, but never just "the body". */
function names(error: FieldError, part: FieldError['in'], pointer: string): boolean {
  if (error.in !== part) return false
  if (error.pointer === pointer) return true
  return error.pointer !== '' && (pointer.startsWith(`${error.pointer}/`) || error.pointer.startsWith(`${pointer}/`))
}
