import { RUN_HEADER } from '../../contract/runtime.ts'
import { idSchema } from '../../contract/values.ts'
import { costOf, estimateTokens } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import { readJson } from '../../kernel/http/read-json.ts'
import type { AgentIdentity, ResolvedModel, RuntimePorts } from '../ports.ts'
import { outgoing, parseChatRequest, type OutgoingChat } from './chat-request.ts'
import { relayStream } from './relay-stream.ts'
import { createRunGate } from './run-gate.ts'
import { callProvider } from './upstream.ts'
import { createUsageMeter, type Metered } from './usage-meter.ts'

const MAX_BODY = 16 * 1024 * 1024

/**
 * The model proxy (OpenAI's chat completions). Reserves the worst case before the call, forwards with a credential the
 * agent never sees, passes the answer on byte for byte and settles what it really used. Over budget, or over a limit of the
 * run that the header `x-run-id` names, it answers 402 and nothing has been spent. A call that was sent and has no end is
 * booked as if it had used all that was reserved: a provider does not stop being paid because we do not see its answer.
 */
export function createChatProxy(ports: RuntimePorts): (who: AgentIdentity, request: Request) => Promise<Response> {
  const gate = createRunGate(ports)
  return async (who, request) => {
    refuseHeld(ports, who)
    const run = runOf(ports, who, request)
    const chat = parseChatRequest(await readJson(request, MAX_BODY, false))
    const model = await ports.models.resolve(who)
    if (model === null) throw new EngineError('conflict', 'The agent has no model; choose one in its configuration.')
    const sent = outgoing(chat, model)
    const inputTokens = estimateTokens(Buffer.byteLength(JSON.stringify(sent.body)))
    const most = { inputTokens, outputTokens: sent.maxOutputTokens, estimated: true }
    const leave = gate.enter(who, run, inputTokens + sent.maxOutputTokens)
    const account = await openAccount(ports, who, run, model, most).catch((error: unknown) => {
      leave()
      throw error
    })
    // Left only when the call is booked, so that no other one slips through between.
    return answer(ports, request, model, sent, most, {
      settle: (used) => account.settle(used).finally(leave),
      release: () => account.release().finally(leave),
    })
  }
}

/** Where a call under way is booked. One of the two is called, once. */
interface Account {
  settle(used: Metered): Promise<void>
  release(): Promise<void>
}

/** Reserves the most a call may use. @throws budget_exceeded */
async function openAccount(
  ports: RuntimePorts,
  who: AgentIdentity,
  run: string,
  { model, price }: ResolvedModel,
  most: Metered,
): Promise<Account> {
  const begun = ports.clock.monotonic()
  const reserved = await ports.budget.reserve(who, {
    run,
    microUsd: costOf(price, most.inputTokens, most.outputTokens),
    tokens: most.inputTokens + most.outputTokens,
  })
  if (!reserved.ok) throw new EngineError('budget_exceeded', reserved.reason)
  const { reservation } = reserved
  return {
    release: () => ports.budget.release(who, reservation),
    async settle(used) {
      try {
        await ports.budget.settle(who, reservation, {
          run,
          model,
          ...used,
          microUsd: costOf(price, used.inputTokens, used.outputTokens),
          milliseconds: Math.round(ports.clock.monotonic() - begun),
        })
      } catch (error) {
        // Logged here, because an agent that has gone away leaves nobody to hear of it.
        ports.log.error({ err: error, agent: who.agent, reservation }, 'a model call could not be settled')
        throw error
      }
    },
  }
}

async function answer(
  ports: RuntimePorts,
  request: Request,
  model: ResolvedModel,
  sent: OutgoingChat,
  most: Metered,
  account: Account,
): Promise<Response> {
  const answered = await callProvider(ports, model, sent, request.signal)
  if ('failure' in answered) {
    await (answered.mayHaveCost ? account.settle(most) : account.release())
    throw answered.failure
  }
  const { response } = answered
  const headers = {
    'content-type': response.headers.get('content-type') ?? 'application/json',
    'cache-control': 'no-store',
  }
  const meter = createUsageMeter(most.inputTokens)
  if (response.body !== null && headers['content-type'].startsWith('text/event-stream')) {
    return new Response(relayStream(response.body, meter, most, account.settle), { headers })
  }
  const bytes = await bytesOf(response)
  if (bytes !== null) meter.read(new TextDecoder().decode(bytes))
  await account.settle(bytes === null ? most : meter.result())
  if (bytes === null) throw new EngineError('dependency_unavailable', 'The model provider broke off its answer.')
  return new Response(Buffer.from(bytes), { headers })
}

/** The whole answer, null when it broke off, for whichever reason: of an abandoned request that may be any value. */
async function bytesOf(response: Response): Promise<Uint8Array | null> {
  return response.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    () => null,
  )
}

/** A pause passes, so the run is told to try again; a stop or kill ends it. */
function refuseHeld(ports: RuntimePorts, who: AgentIdentity): void {
  const { hold } = ports.policy.of(who)
  if (hold === null) return
  if (hold.kind === 'paused')
    throw new EngineError('dependency_unavailable', hold.reason, { details: { retryAfter: 5 } })
  throw new EngineError('forbidden', hold.reason)
}

/** The open run a call belongs to: without one it would belong to nothing that can be limited or cancelled. */
function runOf(ports: RuntimePorts, who: AgentIdentity, request: Request): string {
  const run = idSchema.safeParse(request.headers.get(RUN_HEADER))
  if (!run.success) {
    const detail = request.headers.has(RUN_HEADER) ? 'is not an identifier' : 'is required'
    throw new EngineError('invalid_input', `${RUN_HEADER}: ${detail}`, {
      fields: [{ in: 'header', pointer: `/${RUN_HEADER}`, detail }],
    })
  }
  if (!ports.runs.isOpen(who, run.data))
    throw new EngineError('conflict', 'The run is not one the agent still has to do.')
  return run.data
}
