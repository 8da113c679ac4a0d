import type { JsonObject } from '../contract/values.ts'
import { splitCommand } from './split-command.ts'

/** One step of the rehearsal: what it says, and the tool it calls. */
export interface ScriptStep {
  readonly say: string
  readonly tool: string
  readonly args: JsonObject
}

const NOTE = 'rehearsal-note.md'
const RUN = /^[-*\s]*run:?\s+(.+)$/i
const FETCH = /^[-*\s]*fetch:?\s+(https?:\/\/\S+)/i

/**
 * The steps for a task: look at the workspace, write a note about the task, do what its `run PROGRAM ARGS` and
 * `fetch URL` lines ask, and read the note back. The same task always gives the same steps.
 */
export function scriptFor(task: string): readonly ScriptStep[] {
  return [
    { say: 'Rehearsal: I look at the workspace first.', tool: 'list', args: { path: '.' } },
    {
      say: 'Rehearsal: I write a short note about the task.',
      tool: 'write',
      args: { path: NOTE, content: noteAbout(task) },
    },
    ...task.split('\n').flatMap(stepOfLine),
    { say: 'Rehearsal: I read the note back.', tool: 'read', args: { path: NOTE } },
  ]
}

/** What the rehearsal says when its steps are done. */
export function closingText(steps: number): string {
  return `This was a rehearsal: no AI took part. A fixed script made ${steps} tool call${steps === 1 ? '' : 's'} so that you can watch decisions, approvals, budgets and records at work. Choose a real model in the configuration to have the task done.`
}

function stepOfLine(line: string): ScriptStep[] {
  const url = FETCH.exec(line)?.[1]
  if (url !== undefined)
    return [{ say: 'Rehearsal: I fetch the page the task names.', tool: 'web_fetch', args: { url } }]
  const [program, ...args] = splitCommand(RUN.exec(line)?.[1] ?? '')
  if (program === undefined) return []
  return [
    {
      say: 'Rehearsal: I run the program the task names.',
      tool: 'exec',
      args: args.length > 0 ? { program, args } : { program },
    },
  ]
}

function noteAbout(task: string): string {
  const quoted = task
    .slice(0, 500)
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
  return `# Rehearsal\n\nWritten by a fixed script, not by an AI. The task was:\n\n${quoted}\n`
}
