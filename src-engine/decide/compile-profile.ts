import type { Profile, ToolRule, Verdict } from '../contract/permissions.ts'
import { risks, type Tool } from '../contract/tools.ts'
import { compileArguments, type ArgumentCheck } from './arguments.ts'
import { compileCondition } from './condition.ts'
import { compileHosts } from './hosts.ts'
import type { Truth } from './truth.ts'

/** A rule that can match a given tool, with its conditions compiled. */
export interface CompiledRule {
  readonly id: string
  readonly label: string
  readonly verdict: Verdict
  /** What it says, as a sentence. Straight quotes: text of one byte a character is stored in half the time. */
  readonly because: string
  readonly conditions: readonly ((args: unknown) => Truth)[]
}

/** All that is known about calls of one tool before the arguments are. */
export interface CompiledTool {
  /** Why no call of this tool can be allowed, or null. */
  readonly blocked: string | null
  /** Strictest first: deny, ask, allow; within a verdict by id, so that the rule named in a record is always the same. */
  readonly rules: readonly CompiledRule[]
  readonly check: ArgumentCheck
}

/** A profile ready for judging; immutable, made once per policy revision. */
export interface CompiledProfile {
  readonly tools: ReadonlyMap<string, CompiledTool>
  readonly otherwise: Verdict
  readonly isHostAllowed: (url: string) => Truth
  readonly rate: Profile['rate']
}

const STRICTNESS = { deny: 0, ask: 1, allow: 2 } as const satisfies Record<Verdict, number>

/**
 * Compiles a profile against the tools its agent has. Selectors of rules are resolved here: what is left for a call is to
 * test the arguments. A selector that is given but empty selects nothing.
 */
export function compileProfile(profile: Profile, tools: readonly Tool[]): CompiledProfile {
  const rules = Object.entries(profile.rules).toSorted(
    ([idA, a], [idB, b]) => STRICTNESS[a.verdict] - STRICTNESS[b.verdict] || (idA < idB ? -1 : 1),
  )
  const conditions = new Map(
    rules.map(([id, rule]) => [id, (rule.when ?? []).map((condition) => compileCondition(condition, rule.verdict))]),
  )
  const compileTool = (tool: Tool): CompiledTool => ({
    blocked: blockedBy(profile, tool),
    rules: rules
      .filter(([, rule]) => selects(rule, tool))
      .map(([id, { label, verdict }]) => ({
        id,
        label,
        verdict,
        because: `Rule "${label}" says ${verdict}.`,
        conditions: conditions.get(id) ?? [],
      })),
    check: compileArguments(tool),
  })
  return {
    tools: new Map(tools.map((tool) => [tool.id, compileTool(tool)])),
    otherwise: profile.otherwise,
    isHostAllowed: compileHosts(profile.allowedHosts),
    rate: profile.rate,
  }
}

function blockedBy(profile: Profile, tool: Tool): string | null {
  if (risks.indexOf(tool.risk) > risks.indexOf(profile.maxRisk)) {
    return `${tool.name} carries ${tool.risk} risk and the profile allows at most ${profile.maxRisk}.`
  }
  const effect = tool.sideEffects.find((candidate) => profile.blockedSideEffects.includes(candidate))
  return effect === undefined ? null : `${tool.name} has the side effect ${effect}, which the profile blocks.`
}

function selects(rule: ToolRule, tool: Tool): boolean {
  return (
    (rule.tools?.includes(tool.id) ?? true) &&
    (rule.categories?.includes(tool.category) ?? true) &&
    (rule.risks?.includes(tool.risk) ?? true) &&
    (rule.sideEffects?.some((effect) => tool.sideEffects.includes(effect)) ?? true)
  )
}
