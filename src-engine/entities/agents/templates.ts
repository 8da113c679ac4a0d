import type { z } from 'zod'
import {
  type AgentConfig,
  type templateSchema,
  agentConfigSchema,
  limitsSchema,
  resourcesSchema,
} from '../../contract/agents.ts'
import { type Profile, profileSchema } from '../../contract/permissions.ts'
import { referenceTools } from '../../contract/reference-tools.ts'

type Template = z.output<typeof templateSchema>

const READING = ['read', 'list', 'memory_search', 'memory_get']
const ALL = referenceTools.map((tool) => tool.id)

function template(
  id: string,
  name: string,
  role: string,
  summary: string,
  instructions: string,
  tools: string[],
  permissions: Profile,
): Template {
  return {
    id,
    name,
    summary,
    config: {
      name,
      role,
      description: summary,
      instructions,
      tools,
      permissions,
      resources: resourcesSchema.parse({}),
      limits: limitsSchema.parse({}),
      tags: [],
    },
  }
}

/** What a new agent can start from. The first is what an agent made from nothing gets. */
export const templates: readonly Template[] = [
  template(
    'careful-writer',
    'Careful writer',
    'Writer',
    'Reads freely, asks before it writes, runs nothing.',
    'Work in your workspace. Read what is there before you write. Keep texts short and plain.',
    [...READING, 'write', 'edit'],
    profileSchema.parse({
      otherwise: 'deny',
      rules: {
        reading: { label: 'Reading is free', verdict: 'allow', categories: ['read'] },
        writing: { label: 'Ask before files change', verdict: 'ask', categories: ['write'] },
      },
    }),
  ),
  template(
    'developer',
    'Developer',
    'Developer',
    'Reads and writes files, asks before it runs a program.',
    'You are a careful software developer. Read the code first, make small changes, run the tests.',
    ALL,
    profileSchema.parse({
      otherwise: 'deny',
      rules: {
        files: { label: 'Files of the workspace', verdict: 'allow', categories: ['read', 'write'] },
        programs: { label: 'Ask before a program runs', verdict: 'ask', categories: ['execute'] },
        secrets: {
          label: 'Never read key files',
          verdict: 'deny',
          tools: ['read', 'memory_get', 'edit', 'write'],
          when: [{ path: '/path', op: 'matches', value: '*.pem' }],
        },
      },
    }),
  ),
  template(
    'researcher',
    'Researcher',
    'Researcher',
    'Reads its workspace and the hosts you allow; changes nothing.',
    'Find what is asked, name your sources, say what you could not find.',
    [...READING, 'web_fetch'],
    profileSchema.parse({
      otherwise: 'deny',
      rules: { reading: { label: 'Reading is free', verdict: 'allow', categories: ['read'] } },
      blockedSideEffects: ['modifies-files', 'runs-code'],
    }),
  ),
]

const startingSchema = agentConfigSchema.omit({ model: true, target: true })
/** Parsed once, for parsing costs a large part of a creation. Documents are never changed in place, so agents may share. */
const starts = new Map(templates.map(({ id, config }) => [id, startingSchema.parse(config)]))

/** The configuration of an agent made from a template, or from nothing. */
export function startingConfig(
  id: string | undefined = templates[0]?.id,
): Omit<AgentConfig, 'model' | 'target'> | undefined {
  return starts.get(id ?? '')
}
