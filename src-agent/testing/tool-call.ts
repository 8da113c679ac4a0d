import type { ControlClient } from '../control/index.ts'
import type { JsonObject } from '../../src-engine/contract/values.ts'
import { createToolbox, type ToolOutcome } from '../tools/index.ts'

const noControlCenter: ControlClient = {
  modelBase: '',
  renewToken: () => Promise.resolve(false),
  fetch: () => Promise.reject(new Error('no control center here')),
  call: () => Promise.reject(new Error('no control center here')),
}

/** Carries out one tool call in `workspace`, as the loop does after an allow. */
export async function callTool(
  workspace: string,
  tool: string,
  args: JsonObject,
  signal: AbortSignal = new AbortController().signal,
): Promise<ToolOutcome> {
  const prepared = createToolbox(workspace, false).prepare(tool, args)
  if (typeof prepared === 'string') throw new Error(prepared)
  return prepared({
    decisionId: 'dec_0000000001',
    call: `run_test.${process.hrtime.bigint()}`,
    signal,
    timeoutMs: 60_000,
    client: noControlCenter,
  })
}
