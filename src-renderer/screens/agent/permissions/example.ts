const examples: Readonly<Record<string, object>> = {
  read: { path: 'notes.md' },
  write: { path: 'report.md', content: 'Hello' },
  edit: { path: 'report.md', find: 'Hello', replace: 'Good morning' },
  list: { path: '.' },
  exec: { program: 'npm', args: ['test'] },
  web_fetch: { url: 'https://example.com/' },
  memory_search: { query: 'refund' },
  memory_get: { path: 'memory/refund.md' },
}

/** Arguments to start from when one tries a call of this tool. */
export function exampleOf(tool: string): string {
  return JSON.stringify(examples[tool] ?? {}, null, 2)
}
