import { agentConfigSchema, agentViewSchema, type AgentView } from '../../src-engine/contract/agents.ts'
import { approvalSchema, type Approval } from '../../src-engine/contract/approvals.ts'
import type { Organization } from '../../src-engine/contract/organizations.ts'
import type { User } from '../../src-engine/contract/users.ts'

export const now = '2026-11-23T09:41:22.000Z'
export const org = 'org_00000001'
export const hash = 'ab'.repeat(32)

export const organization: Organization = { id: org, org, createdAt: now, name: 'Northwind', root: hash }
export const owner: User = {
  id: 'usr_00000001',
  org,
  createdAt: now,
  name: 'Maria Engel',
  email: 'maria@northwind.example',
  role: 'owner',
  disabled: false,
}

export function agent(part: Partial<AgentView> = {}): AgentView {
  const config = agentConfigSchema.parse({
    name: 'Ada Support',
    role: 'Customer support',
    description: '',
    instructions: 'Be kind.',
    model: null,
    tools: ['read'],
    permissions: {},
    target: null,
    resources: {},
    limits: {},
    tags: [],
  })
  return agentViewSchema.parse({
    id: 'agt_00000001',
    org,
    createdAt: now,
    createdBy: owner.id,
    ...config,
    desired: 'running',
    paused: false,
    killNo: 0,
    released: 0,
    version: 3,
    revision: hash,
    observed: {
      state: 'running',
      since: now,
      reason: '',
      revision: hash,
      deployment: null,
      level: 4,
      failures: 0,
      lastProbeAt: null,
      lastSeenAt: null,
    },
    spend: { todayMicroUsd: 12_400_000, todayTokens: 4_000, capMicroUsd: 20_000_000, stopped: false },
    lastAction: null,
    ...part,
  })
}

export function approval(part: Partial<Approval> = {}): Approval {
  return approvalSchema.parse({
    id: 'apr_00000001',
    org,
    agent: 'agt_00000001',
    agentName: 'Ada Support',
    run: 'run_00000001',
    tool: 'write',
    args: { path: 'report.md', content: 'Hello' },
    argsHash: hash,
    risk: 'medium',
    sideEffects: ['modifies-files'],
    reason: 'Rule "Ask before files change" says ask.',
    policyRev: hash,
    required: 1,
    votes: [],
    state: 'waiting',
    createdAt: now,
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    decidedAt: null,
    ...part,
  })
}
