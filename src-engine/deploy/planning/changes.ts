import type { AgentConfig } from '../../contract/agents.ts'
import type { Plan } from '../../contract/deployments.ts'
import { canonicalJson } from '../../decide/index.ts'

/** Longest value a plan shows. */
const SHOWN = 120

/** What differs between the deployed configuration and the one to deploy, field by field; everything when none is. */
export function changesOf(from: AgentConfig | null, to: AgentConfig): Plan['changes'] {
  const old: Readonly<Record<string, unknown>> = from ?? {}
  const next: Readonly<Record<string, unknown>> = to
  return Object.keys(next).flatMap((field) => {
    const was = old[field]
    const is = next[field] ?? null
    if (was !== undefined && canonicalJson(was) === canonicalJson(is)) return []
    return [{ field, from: shown(was), to: shown(is) }]
  })
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text
}
