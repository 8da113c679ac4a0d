import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { Operation } from '../contract/operation.ts'
import { problemSchema } from '../contract/problem.ts'
import { repairSchemas } from './openapi-repair.ts'

/** Says who may call, in words, since OpenAPI has no field for roles. */
function ruleInWords(operation: Operation): string {
  const { rule } = operation
  switch (rule.kind) {
    case 'public':
      return 'Anyone may call this.'
    case 'setup':
      return 'Needs the one-time token of the first start (`Authorization: Setup …`).'
    case 'agent':
      return 'For deployed agents with their runtime token.'
    case 'role':
      return `Needs the role ${rule.atLeast} or higher.`
  }
}

const CONTENT_TYPES = { json: 'application/json', events: 'text/event-stream', ndjson: 'application/x-ndjson' } as const

function routeOf(operation: Operation): RouteConfig {
  const description = [
    ruleInWords(operation),
    operation.errors.length > 0 ? `May fail with: ${operation.errors.join(', ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ')
  const hasBody = operation.body.type !== 'undefined'
  return {
    operationId: operation.id,
    method: operation.method,
    path: operation.path,
    tags: [operation.tag],
    summary: operation.summary,
    description,
    ...(operation.rule.kind === 'public'
      ? {}
      : { security: [{ [operation.rule.kind === 'setup' ? 'setup' : 'bearer']: [] }] }),
    request: {
      params: operation.params as NonNullable<NonNullable<RouteConfig['request']>['params']>,
      query: operation.query as NonNullable<NonNullable<RouteConfig['request']>['query']>,
      ...(hasBody ? { body: { required: true, content: { 'application/json': { schema: operation.body } } } } : {}),
    },
    responses: {
      [operation.status]:
        operation.status === 204
          ? { description: 'Done' }
          : {
              description: operation.summary,
              content: { [CONTENT_TYPES[operation.delivery]]: { schema: operation.result } },
            },
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  }
}

/** The OpenAPI 3.1 document of the operations, made from the very schemas that parse requests. */
export function openApiDocument(operations: readonly Operation[], version: string): object {
  const app = new OpenAPIHono()
  const { openAPIRegistry } = app
  openAPIRegistry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' })
  openAPIRegistry.registerComponent('securitySchemes', 'setup', { type: 'apiKey', in: 'header', name: 'Authorization' })
  for (const operation of operations) openAPIRegistry.registerPath(routeOf(operation))
  return repairSchemas(
    app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'AgenticMail Control Center', version } }),
  )
}
