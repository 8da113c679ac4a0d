import { idSchema } from '../../contract/values.ts'
import { costOf, estimateTokens } from '../../decide/index.ts'
import { EngineError } from '../../kernel/errors.ts'
import { readJson } from '../../kernel/http/read-json.ts'
import type { AgentIdentity, ResolvedModel, RuntimePorts } from '../ports.ts'
import { outgoing, parseChatRequest } from './chat-request.ts'
import { relayStream } from './relay-stream.ts'
import { callProvider } from './upstream.ts'
import { createUsageMeter, type Metered } from './usage-meter.ts'

const MAX_BODY = 16 * 1024 * 1024

/**
 * The model proxy (OpenAI's chat completions). Reserves the worst case before the call, forwards with a credential the
 * agent never sees, passes the answer on byte for byte and settles what it really used. Over budget it answers 402 and
 * nothing has been spent. A call that was sent and has no end is booked as if it had used all that was reserved: a provider
 * does not stop being paid because we do not see its answer. The header `x-run-id` names the run the call belongs to.
 */
export function createChatProxy(ports: RuntimePorts): (who: AgentIdentity, request: Request) => Promise<Response> {
  return async (who, request) => {
    refuseHeld(ports, who)
    const run = runOf(ports, who, request)
    const chat = parseChatRequest(await readJson(request, MAX_BODY, false))
    const model = await ports.models.resolve(who)
    if (model === null) throw new EngineError('conflict', 'The agent has no model; choose one in its configuration.')
    const sent = outgoing(chat, model)
    const inputEstimate = estimateTokens(Buffer.byteLength(JSON.stringify(sent.body)))
    const reserved = await ports.budget.reserve(who, {
      run,
      microUsd: costOf(model.price, inputEstimate, sent.maxOutputTokens),
      tokens: inputEstimate + sent.maxOutputTokens,
    })
    if (!reserved.ok) throw new EngineError('budget_exceeded', reserved.reason)
    const settle = async (used: Metered): Promise<void> => {
      try {
        await ports.budget.settle(who, reserved.reservation, {
          run,
          model: model.model,
          ...used,
          microUsd: costOf(model.price, used.inputTokens, used.outputTokens),
        })
      } catch (error) {
        // Logged here, because an agent that has gone away leaves nobody to hear of it.
        ports.log.error(
          { err: error, agent: who.agent, reservation: reserved.reservation },
          'a model call could not be settled',
        )
        throw error
      }
    }
    return answer(ports, who, request, model, sent, inputEstimate, reserved.reservation, settle)
  }
}

async function answer(
  ports: RuntimePorts,
  who: AgentIdentity,
  request: Request,
  model: ResolvedModel,
  sent: ReturnType<typeof outgoing>,
  inputEstimate: number,
  reservation: string,
  settle: (used: Metered) => Promise<void>,
): Promise<Response> {
  const unfinished = { inputTokens: inputEstimate, outputTokens: sent.maxOutputTokens, estimated: true }
  const answered = await callProvider(ports, model, sent, request.signal)
  if ('failure' in answered) {
    await (answered.mayHaveCost ? settle(unfinished) : ports.budget.release(who, reservation))
    throw answered.failure
  }
  const { response } = answered
  const headers = {
    'content-type': response.headers.get('content-type') ?? 'application/json',
    'cache-control': 'no-store',
  }
  const meter = createUsageMeter(inputEstimate)
  if (response.body !== null && headers['content-type'].startsWith('text/event-stream')) {
    return new Response(relayStream(response.body, meter, unfinished, settle), { headers })
  }
  const bytes = await bytesOf(response)
  if (bytes !== null) meter.read(new TextDecoder().decode(bytes))
  await settle(bytes === null ? unfinished : meter.result())
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

function runOf(ports: RuntimePorts, who: AgentIdentity, request: Request): string | null {
  const header = request.headers.get('x-run-id')
  if (header === null) return null
  const run = idSchema.safeParse(header)
  if (!run.success)
    throw new EngineError('invalid_input', 'x-run-id: is not an identifier', {
      fields: [{ in: 'header', pointer: '/x-run-id', detail: 'is not an identifier' }],
    })
  if (!ports.runs.isOpen(who, run.data))
    throw new EngineError('conflict', 'The run is not one the agent still has to do.')
  return run.data
}
