import { z } from 'zod'

/** The part of JSON Schema 2020-12 that our documents use; anything else in them is a mistake. */
export interface JsonSchema {
  readonly type?: string | readonly string[] | undefined
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: boolean | JsonSchema | undefined
  readonly items?: JsonSchema | undefined
  readonly anyOf?: readonly JsonSchema[] | undefined
  readonly oneOf?: readonly JsonSchema[] | undefined
  readonly enum?: readonly unknown[] | undefined
  readonly pattern?: string | undefined
  readonly format?: string | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly minItems?: number | undefined
  readonly maxItems?: number | undefined
  readonly default?: unknown
  readonly description?: string | undefined
  readonly $ref?: string | undefined
}

const typeName = z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'])
const count = z.int().min(0)
const pattern = z.string().refine((text) => new RegExp(text, 'u').source.length > 0)

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.strictObject({
    type: z.union([typeName, z.array(typeName).min(1)]).optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), jsonSchema]).optional(),
    items: jsonSchema.optional(),
    anyOf: z.array(jsonSchema).min(1).optional(),
    oneOf: z.array(jsonSchema).min(1).optional(),
    enum: z.array(z.unknown()).min(1).optional(),
    pattern: pattern.optional(),
    format: z.enum(['uri', 'date-time', 'email']).optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minItems: count.optional(),
    maxItems: count.optional(),
    default: z.unknown().optional(),
    description: z.string().optional(),
    $ref: z.string().startsWith('#/').optional(),
  }),
)

const content = z.record(z.string(), z.strictObject({ schema: jsonSchema }))
const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  schema: jsonSchema,
  description: z.string().optional(),
})
const operation = z.strictObject({
  operationId: z.string().min(1),
  tags: z.array(z.string()).min(1),
  summary: z.string().min(1),
  description: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.literal(true), content }).optional(),
  responses: z.record(
    z.string().regex(/^([1-5]\d\d|default)$/),
    z.strictObject({ description: z.string().min(1), content: content.optional() }),
  ),
})
export type DocumentedOperation = z.output<typeof operation>
const pathItem = z.record(z.string().regex(/^(get|post|put|patch|delete)$/), operation)

/** An OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) as far as ours goes. */
export const openApiShape = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({ title: z.string().min(1), version: z.string().min(1) }),
  components: z.strictObject({
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.enum(['http', 'apiKey']) })),
    schemas: z.record(z.string(), jsonSchema),
    parameters: z.strictObject({}),
  }),
  paths: z.record(z.string().startsWith('/'), pathItem),
  webhooks: z.strictObject({}),
})
export type OpenApiDocument = z.output<typeof openApiShape>
