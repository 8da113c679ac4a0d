import type { runtimeFetch } from '../../contract/runtime.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { Call } from '../call.ts'
import { createOnce, onceKey } from '../http/once.ts'
import type { DecisionRecord, RuntimePorts } from '../ports.ts'
import { fetchPage, type Page } from '../web/fetch-page.ts'

const LIMITS = { milliseconds: 20_000, bytes: 1024 * 1024 } as const
const TOOL = 'web_fetch'

/**
 * Fetches a page for an agent, if the cited decision allowed a web_fetch of exactly this URL and was not used before.
 * Its run has to be open still, for a repeat too. The hosts of the profile are checked again for each hop: they may have been narrowed since the decision.
 */
export function createFetch(ports: RuntimePorts): (call: Call<typeof runtimeFetch>) => Promise<Page> {
  const once = createOnce<Page>(ports.clock)
  return async (call) => {
    const { who, body, idempotencyKey } = call
    const policy = ports.policy.of(who)
    if (policy.hold !== null) throw new EngineError('forbidden', policy.hold.reason)
    const decision = await ports.decisions.find(who, body.decisionId)
    if (decision !== null && !ports.runs.isOpen(who, decision.run))
      throw new EngineError('conflict', 'The run is not one the agent still has to do.')
    if (idempotencyKey === null) return fetchDecided(ports, call, decision)
    return once(onceKey(who.agent, idempotencyKey, body.decisionId, body.url, policy.policyRev), () =>
      fetchDecided(ports, call, decision),
    )
  }
}

async function fetchDecided(
  ports: RuntimePorts,
  { who, body, request }: Call<typeof runtimeFetch>,
  decision: DecisionRecord | null,
): Promise<Page> {
  const wrong = refusal(decision, body.url, ports.clock.now())
  if (wrong !== null) {
    await ports.sink.incident(who, {
      kind: 'fetch-without-decision',
      detail: wrong,
      run: decision?.run ?? null,
      decision: body.decisionId,
      at: ports.clock.now(),
    })
    throw new EngineError('conflict', wrong)
  }
  if (!(await ports.decisions.takeForFetch(who, body.decisionId)))
    throw new EngineError('conflict', 'The decision has been used for a fetch already; ask again.')
  const isAllowed = (url: string): boolean => ports.policy.of(who).profile.isHostAllowed(url) === 'yes'
  return fetchPage(body.url, isAllowed, ports.hosts, LIMITS, request.signal)
}

function refusal(decision: DecisionRecord | null, url: string, now: number): string | null {
  if (decision === null || decision.verdict !== 'allow' || decision.tool !== TOOL)
    return 'The fetch cites no decision that allowed a web_fetch of this agent.'
  if (decision.args['url'] !== url) return 'The decision allowed another URL.'
  if (decision.expiresAt === null || now >= decision.expiresAt) return 'The decision has expired; ask again.'
  return null
}
