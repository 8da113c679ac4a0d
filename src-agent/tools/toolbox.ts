import type { z } from 'zod'
import type { JsonObject } from '../../src-engine/contract/values.ts'
import { sentence } from '../errors.ts'
import { editTool } from './edit.ts'
import { execTool } from './exec.ts'
import { listTool } from './list.ts'
import { memoryGetTool, memorySearchTool } from './memory.ts'
import { readTool } from './read.ts'
import { ToolFailure, type AgentTool, type ToolCall, type ToolOutcome } from './tool.ts'
import { webFetchTool } from './web-fetch.ts'
import { writeTool } from './write.ts'

type Prepared = (call: Omit<ToolCall, 'workspace' | 'alone'>) => Promise<ToolOutcome>

/** The tools this agent can carry out in its workspace. */
export interface Toolbox {
  has(tool: string): boolean
  /** Checks the arguments. Resolves to the act itself, or to a sentence that says what is wrong with them. */
  prepare(tool: string, args: JsonObject): Prepared | string
}

/** A sentence for a tool that is not there. */
export function unavailable(tool: string): string {
  return `there is no tool named ${JSON.stringify(tool.slice(0, 64))}`
}

/** @param alone whether every process the agent sees is its own doing, as in its container */
export function createToolbox(workspace: string, alone: boolean): Toolbox {
  const tools = new Map<string, (args: JsonObject) => Prepared | string>()

  function add<Schema extends z.ZodType>(tool: AgentTool<Schema>): void {
    tools.set(tool.id, (args) => {
      const parsed = tool.args.safeParse(args)
      if (!parsed.success)
        return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`).join('; ')
      return async (call) => {
        if (call.signal.aborted) return { outcome: 'cancelled', text: 'Cancelled before it began.', bytes: 0 }
        try {
          return await tool.run(parsed.data, { ...call, workspace, alone })
        } catch (error) {
          if (call.signal.aborted) return { outcome: 'cancelled', text: 'Cancelled.', bytes: 0 }
          if (error instanceof ToolFailure) return { outcome: 'error', text: error.message, bytes: 0 }
          return { outcome: 'error', text: `${tool.id} failed: ${plainReason(error)}`, bytes: 0 }
        }
      }
    })
  }

  add(readTool)
  add(writeTool)
  add(editTool)
  add(listTool)
  add(execTool)
  add(webFetchTool)
  add(memorySearchTool)
  add(memoryGetTool)

  return {
    has: (tool) => tools.has(tool),
    prepare: (tool, args) => tools.get(tool)?.(args) ?? unavailable(tool),
  }
}

// File system errors name the host's absolute path in their message; the code says enough.
function plainReason(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : sentence(error)
}
