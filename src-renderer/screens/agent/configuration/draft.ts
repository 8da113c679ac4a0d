import type { AgentConfig, AgentView } from '../../../../src-engine/contract/agents.ts'
import type { FieldChange } from '../../../components/diff-view.tsx'
import { t, type Key } from '../../../i18n/index.ts'

/** What the form edits: the configuration without its rules, which have a page of their own. */
export type Draft = Omit<AgentConfig, 'permissions'>

export function draftOf(config: AgentConfig): Draft {
  const { name, role, description, instructions, model, tools, target, resources, limits, tags } = config
  return { name, role, description, instructions, model, tools, target, resources, limits, tags }
}

const fields = [
  'name',
  'role',
  'description',
  'instructions',
  'model',
  'tools',
  'target',
  'resources',
  'limits',
  'tags',
] as const satisfies readonly (keyof Draft)[]

const titles: Readonly<Record<keyof Draft | 'permissions', Key>> = {
  name: 'configuration.name',
  role: 'configuration.role',
  description: 'configuration.description',
  instructions: 'configuration.instructions',
  model: 'agents.model',
  tools: 'configuration.tools',
  target: 'agents.target',
  resources: 'configuration.place',
  limits: 'configuration.limits',
  tags: 'configuration.tags',
  permissions: 'agent.permissions',
}

/** The fields in which two configurations differ, printed one setting a line, with names for ids where they are known. */
export function changesOf(
  before: Partial<AgentConfig>,
  after: Partial<AgentConfig>,
  nameOf: (id: string) => string = (id) => id,
): (FieldChange & { readonly key: keyof AgentConfig })[] {
  return [...fields, 'permissions' as const].flatMap((key) => {
    if (!(key in before) || !(key in after)) return []
    if (printed(before[key]) === printed(after[key])) return []
    const said = (config: Partial<AgentConfig>) => printed(withNames(config, nameOf)[key])
    return [{ key, field: t(titles[key]), from: said(before), to: said(after) }]
  })
}

/** Only what changed: fields that are not named stay as somebody else may have made them. */
export function patchOf(agent: AgentView, draft: Draft): Partial<Draft> {
  return Object.fromEntries(
    fields.filter((key) => printed(agent[key]) !== printed(draft[key])).map((key) => [key, draft[key]]),
  )
}

function withNames(config: Partial<AgentConfig>, nameOf: (id: string) => string): Partial<AgentConfig> {
  const { target, model } = config
  return {
    ...config,
    ...(target ? { target: nameOf(target) } : {}),
    ...(model ? { model: { ...model, provider: nameOf(model.provider) } } : {}),
  }
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(printed).join('\n')
  if (value === null || value === undefined) return '—'
  return JSON.stringify(sorted(value), null, 2)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
