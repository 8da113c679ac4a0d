import type { Tool } from './tools.ts'

const path = { type: 'string', minLength: 1, maxLength: 4096, description: 'Path inside the workspace' }

/** The tools the reference agent can carry out, with what the decision knows about each. */
export const referenceTools: readonly Tool[] = [
  {
    id: 'read',
    name: 'Read file',
    description: 'Reads a text file of the workspace.',
    category: 'read',
    risk: 'low',
    sideEffects: [],
    args: { type: 'object', properties: { path }, required: ['path'], additionalProperties: false },
  },
  {
    id: 'write',
    name: 'Write file',
    description: 'Creates or replaces a file of the workspace.',
    category: 'write',
    risk: 'medium',
    sideEffects: ['modifies-files'],
    args: {
      type: 'object',
      properties: { path, content: { type: 'string', maxLength: 1_000_000 } },
      required: ['path', 'content'],
      additionalProperties: false,
    },
  },
  {
    id: 'edit',
    name: 'Edit file',
    description: 'Replaces one exact passage of a file of the workspace.',
    category: 'write',
    risk: 'medium',
    sideEffects: ['modifies-files'],
    args: {
      type: 'object',
      properties: {
        path,
        find: { type: 'string', minLength: 1, maxLength: 100_000 },
        replace: { type: 'string', maxLength: 100_000 },
      },
      required: ['path', 'find', 'replace'],
      additionalProperties: false,
    },
  },
  {
    id: 'list',
    name: 'List folder',
    description: 'Lists a folder of the workspace.',
    category: 'read',
    risk: 'low',
    sideEffects: [],
    args: { type: 'object', properties: { path }, required: ['path'], additionalProperties: false },
  },
  {
    id: 'exec',
    name: 'Run program',
    description:
      'Runs a program with arguments in the workspace. There is no shell: name the program and its arguments.',
    category: 'execute',
    risk: 'critical',
    sideEffects: ['runs-code', 'modifies-files'],
    args: {
      type: 'object',
      properties: {
        program: { type: 'string', minLength: 1, maxLength: 4096 },
        args: { type: 'array', items: { type: 'string', maxLength: 100_000 }, maxItems: 200 },
        timeoutSeconds: { type: 'integer', minimum: 1, maximum: 600 },
      },
      required: ['program'],
      additionalProperties: false,
    },
  },
  {
    id: 'web_fetch',
    name: 'Fetch web page',
    description: 'Fetches a page from a host the profile allows.',
    category: 'read',
    risk: 'medium',
    sideEffects: ['network-request'],
    args: {
      type: 'object',
      properties: { url: { type: 'string', format: 'uri', maxLength: 2048 } },
      required: ['url'],
      additionalProperties: false,
    },
  },
  {
    id: 'memory_search',
    name: 'Search memory',
    description: 'Searches the notes in the workspace memory folder.',
    category: 'read',
    risk: 'low',
    sideEffects: [],
    args: {
      type: 'object',
      properties: {
        query: { type: 'string', minLength: 1, maxLength: 500 },
        limit: { type: 'integer', minimum: 1, maximum: 50 },
      },
      required: ['query'],
      additionalProperties: false,
    },
  },
  {
    id: 'memory_get',
    name: 'Read memory',
    description: 'Reads one note of the workspace memory folder.',
    category: 'read',
    risk: 'low',
    sideEffects: [],
    args: { type: 'object', properties: { path }, required: ['path'], additionalProperties: false },
  },
]
