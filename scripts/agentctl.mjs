#!/usr/bin/env node
// agentctl from anywhere (`npx agentctl` in the project, or after `npm link`): what `npm run agentctl --` runs.
process.env['INIT_CWD'] = process.cwd()
process.argv.splice(2, 0, 'src-main/cli/main.ts')
await import('./bootstrap.mjs')
