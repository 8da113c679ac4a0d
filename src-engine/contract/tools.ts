import { z } from 'zod'
import { jsonValueSchema, line, text } from './values.ts'

export const toolCategories = ['read', 'write', 'execute', 'communicate', 'destroy'] as const
export const toolCategorySchema = z.enum(toolCategories)
export type ToolCategory = z.output<typeof toolCategorySchema>

export const risks = ['low', 'medium', 'high', 'critical'] as const
export const riskSchema = z.enum(risks)
export type Risk = z.output<typeof riskSchema>

export const sideEffects = [
  'sends-email',
  'sends-message',
  'sends-sms',
  'posts-social',
  'runs-code',
  'modifies-files',
  'deletes-data',
  'network-request',
  'controls-device',
  'accesses-secrets',
  'financial',
] as const
export const sideEffectSchema = z.enum(sideEffects)
export type SideEffect = z.output<typeof sideEffectSchema>

/** What the decision needs to know about a tool. The catalog of all tools is data; the reference agent's are in reference-tools.ts. */
export const toolSchema = z.object({
  id: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  name: line(80),
  description: text(1000),
  category: toolCategorySchema,
  risk: riskSchema,
  sideEffects: z.array(sideEffectSchema),
  /** JSON Schema (2020-12) of the arguments. */
  args: z.record(z.string(), jsonValueSchema),
})
export type Tool = z.output<typeof toolSchema>
