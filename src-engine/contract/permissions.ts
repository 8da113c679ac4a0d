import { z } from 'zod'
import { riskSchema, sideEffectSchema, toolCategorySchema } from './tools.ts'
import { jsonValueSchema, line, text } from './values.ts'

export const verdicts = ['allow', 'ask', 'deny'] as const
export const verdictSchema = z.enum(verdicts)
export type Verdict = z.output<typeof verdictSchema>

/**
 * A test on one argument of a call. `path` is a JSON Pointer into the arguments. `matches` takes a glob in which `*`
 * stands for any run of characters (no regular expressions: they cannot be bounded in time). Where only the case of
 * letters differs, a rule that denies or asks applies and one that allows does not.
 * A condition on an argument that is absent, or of a type the operator cannot compare, does not hold.
 */
export const argumentConditionSchema = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(/^(\/([^~/]|~[01])*)*$/, 'is not a JSON Pointer'),
  op: z.enum([
    'equals',
    'not-equals',
    'in',
    'matches',
    'not-matches',
    'under',
    'not-under',
    'gt',
    'lte',
    'host-in',
    'host-not-in',
  ]),
  value: z.union([jsonValueSchema, z.array(jsonValueSchema).max(200)]),
})
export type ArgumentCondition = z.output<typeof argumentConditionSchema>

/** One rule of a profile. All given selectors and conditions must hold; a rule without selectors matches every call. */
export const toolRuleSchema = z.strictObject({
  label: line(120),
  verdict: verdictSchema,
  tools: z.array(line(64)).max(200).optional(),
  categories: z.array(toolCategorySchema).optional(),
  risks: z.array(riskSchema).optional(),
  sideEffects: z.array(sideEffectSchema).optional(),
  when: z.array(argumentConditionSchema).max(20).optional(),
})
export type ToolRule = z.output<typeof toolRuleSchema>

/**
 * What an agent may do. Among the rules that match a call the strictest verdict wins (deny, then ask, then allow), so
 * order plays no part and two merged edits can only meet at the narrower one. `otherwise` judges what no rule names.
 */
export const profileSchema = z.strictObject({
  otherwise: verdictSchema.default('deny'),
  /** By rule id; a map so that each rule merges on its own. */
  rules: z.record(z.string().regex(/^[a-z0-9_-]{1,64}$/), toolRuleSchema).default({}),
  maxRisk: riskSchema.default('critical'),
  blockedSideEffects: z.array(sideEffectSchema).default([]),
  /** Hosts web_fetch may reach; empty means none. `*.example.com` covers sub-domains. */
  allowedHosts: z.array(text(253, 1)).max(500).default([]),
  rate: z
    .strictObject({
      perMinute: z.int().min(1).max(100_000).default(60),
      perHour: z.int().min(1).max(1_000_000).default(1_000),
      perDay: z.int().min(1).max(10_000_000).default(10_000),
    })
    .default({ perMinute: 60, perHour: 1_000, perDay: 10_000 }),
  /** Seconds an approval waits before it is denied by itself. */
  approvalSeconds: z.int().min(5).max(604_800).default(900),
  /** Votes an approval needs. */
  approvalsRequired: z.int().min(1).max(10).default(1),
})
export type Profile = z.output<typeof profileSchema>
