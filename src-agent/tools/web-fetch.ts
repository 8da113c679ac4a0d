import { z } from 'zod'
import { runtimeFetch } from '../../src-engine/contract/runtime.ts'
import { AgentError } from '../errors.ts'
import { cutBytes } from '../text/index.ts'
import { MOST_OUTPUT, ok, ToolFailure, type AgentTool } from './tool.ts'

const MOST_WAIT_MS = 60_000
const args = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(2048) })

/** Fetches a page through the control center: the agent itself has no network. */
export const webFetchTool: AgentTool<typeof args> = {
  id: 'web_fetch',
  args,
  async run({ url }, { client, decisionId, signal, timeoutMs }) {
    try {
      const reply = await client.call(runtimeFetch, {
        body: { decisionId, url },
        key: `fetch.${decisionId}`,
        signal,
        timeoutMs: Math.min(timeoutMs, MOST_WAIT_MS),
      })
      const head = `${reply.status} ${reply.contentType} ${reply.url}${reply.truncated ? ' [cut]' : ''}`
      const bytes = Buffer.byteLength(reply.text)
      return ok(`${head}\n\n${cutBytes(reply.text, MOST_OUTPUT)}`, bytes)
    } catch (error) {
      if (error instanceof AgentError) throw new ToolFailure(error.message, { cause: error })
      throw error
    }
  },
}
