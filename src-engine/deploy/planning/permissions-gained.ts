import type { AgentConfig } from '../../contract/agents.ts'
import type { ToolRule, Verdict } from '../../contract/permissions.ts'
import { canonicalJson } from '../../decide/index.ts'
import { type CompiledPolicy, compilePolicy } from '../../entities/agents/policy-book.ts'

type Config = Pick<AgentConfig, 'permissions' | 'tools'>

const LOOSENESS = { deny: 0, ask: 1, allow: 2 } as const satisfies Record<Verdict, number>
const SAYS = { deny: 'denied', ask: 'asked first', allow: 'allowed' } as const satisfies Record<Verdict, string>

/** What a profile says about one tool. */
interface Reach {
  /** The verdict on a call that no conditional rule is about. */
  readonly usual: Verdict
  /** Conditional rules by id: stricter ones narrow, looser ones widen the usual verdict. */
  readonly narrowing: ReadonlyMap<string, Rule>
  readonly widening: ReadonlyMap<string, Rule>
}
interface Rule {
  readonly verdict: Verdict
  readonly label: string
  readonly when: string
}

/** Everything the agent may do after a deployment that it may not do now, as sentences; `from` null: it may nothing now. */
export function permissionsGained(from: Config | null, to: Config): string[] {
  const before = from && compilePolicy(from)
  const after = compilePolicy(to)
  const byTool = [...after.tools.values()].flatMap((tool) =>
    widened(tool.name, before && reachOf(before, from, tool.id), reachOf(after, to, tool.id)),
  )
  return [...byTool, ...besides(from, to)]
}

function reachOf({ profile }: CompiledPolicy, { permissions }: Config, id: string): Reach | null {
  const tool = profile.tools.get(id)
  if (!tool) return null
  const named = (rule: (typeof tool.rules)[number]): [string, Rule] => [
    rule.id,
    { verdict: rule.verdict, label: rule.label, when: whenOf(permissions.rules[rule.id]) },
  ]
  if (tool.blocked !== null) return { usual: 'deny', narrowing: new Map(), widening: new Map() }
  // Rules come strictest first, and the strictest that matches wins: behind one without conditions none counts.
  const settled = tool.rules.findIndex((rule) => rule.conditions.length === 0)
  const usual = tool.rules[settled]?.verdict ?? profile.otherwise
  const conditional = settled === -1 ? tool.rules : tool.rules.slice(0, settled)
  return {
    usual,
    narrowing: new Map(conditional.filter(({ verdict }) => LOOSENESS[verdict] < LOOSENESS[usual]).map(named)),
    widening: new Map(conditional.filter(({ verdict }) => LOOSENESS[verdict] > LOOSENESS[usual]).map(named)),
  }
}

function whenOf(rule: ToolRule | undefined): string {
  return canonicalJson(rule?.when ?? [])
}

function widened(tool: string, before: Reach | null, after: Reach | null): string[] {
  if (!after) return []
  const was = before?.usual ?? 'deny'
  const gained: string[] = []
  const wider = LOOSENESS[after.usual] > LOOSENESS[was]
  if (wider) gained.push(`${tool}: ${SAYS[after.usual]} now, was ${before ? SAYS[was] : 'not there'}.`)
  for (const [id, rule] of after.widening) {
    const old = before?.widening.get(id)
    if (old && old.when === rule.when && LOOSENESS[old.verdict] >= LOOSENESS[rule.verdict]) continue
    if (LOOSENESS[rule.verdict] > LOOSENESS[was])
      gained.push(
        `${tool}: some calls are ${SAYS[rule.verdict]} by the rule “${rule.label}”${old ? ', which has changed' : ''}.`,
      )
  }
  for (const [id, rule] of before?.narrowing ?? []) {
    const now = after.narrowing.get(id)
    if (now && now.when === rule.when && LOOSENESS[now.verdict] <= LOOSENESS[rule.verdict]) continue
    if (LOOSENESS[after.usual] > LOOSENESS[rule.verdict])
      gained.push(
        `${tool}: the rule “${rule.label}” ${now ? 'has changed and may hold less back' : 'holds nothing back any more'}.`,
      )
  }
  return gained
}

/** What widens rights beside the verdicts. */
function besides(from: Config | null, { permissions: next, tools }: Config): string[] {
  const old = from?.permissions
  const gained: string[] = []
  const hosts = next.allowedHosts.filter((host) => !old?.allowedHosts.includes(host))
  if (hosts.length > 0 && tools.includes('web_fetch')) gained.push(`Fetch web page: may reach ${hosts.join(', ')}.`)
  if (!old) return gained
  if (next.approvalsRequired < old.approvalsRequired)
    gained.push(`An approval needs ${next.approvalsRequired} of ${old.approvalsRequired} votes it needed.`)
  if (
    next.rate.perMinute > old.rate.perMinute ||
    next.rate.perHour > old.rate.perHour ||
    next.rate.perDay > old.rate.perDay
  ) {
    gained.push(
      `More calls: ${next.rate.perMinute} a minute, ${next.rate.perHour} an hour, ${next.rate.perDay} a day (${old.rate.perMinute}, ${old.rate.perHour}, ${old.rate.perDay} before).`,
    )
  }
  return gained
}
