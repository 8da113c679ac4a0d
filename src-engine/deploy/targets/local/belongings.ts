import { readInstance } from './instance-files.ts'
import type { AgentPaths } from './paths.ts'
import { type Process, environmentOf, findProcess, listProcesses } from './processes.ts'

/**
 * Every process of an agent: the agent itself, known by our mark on its command line, what shares its group or
 * descends from it, and programs its `exec` started, which have groups of their own but carry the call and the workspace
 * in their environment (only Linux shows that).
 */
export async function processesOf(paths: AgentPaths): Promise<Process[]> {
  const listed = await listProcesses()
  const ourGroup = listed.find(({ pid }) => pid === process.pid)?.group
  const all = listed.filter(({ pid }) => pid !== process.pid)
  const own = new Map(all.filter((found) => instanceOf(found, paths) !== null).map((found) => [found.pid, found]))
  const marked = await Promise.all(all.map(async (found) => ((await carriesMark(found, paths)) ? found : null)))
  for (const found of marked) if (found) own.set(found.pid, found)
  for (let grown = true; grown;) {
    grown = false
    const groups = new Set([...own.values()].map(({ group }) => group).filter((group) => group !== ourGroup))
    for (const found of all) {
      if (own.has(found.pid) || !(own.has(found.parent) || groups.has(found.group))) continue
      own.set(found.pid, found)
      grown = true
    }
  }
  return [...own.values()]
}

/** The process of one instance, or null: where its file says first, else wherever it is. */
export async function processOf(paths: AgentPaths, id: string): Promise<Process | null> {
  const pid = (await readInstance(paths, id))?.pid ?? null
  const found = pid === null ? null : await findProcess(pid)
  if (found && instanceOf(found, paths) === id) return found
  return (await agentsRunning(paths)).get(id) ?? null
}

/** The processes that are the agent program itself, by instance. */
export async function agentsRunning(paths: AgentPaths): Promise<ReadonlyMap<string, Process>> {
  const found = new Map<string, Process>()
  for (const one of await listProcesses()) {
    const instance = instanceOf(one, paths)
    if (instance !== null) found.set(instance, one)
  }
  return found
}

/** The last word on an agent's command line: nothing but our own start puts it there, so it tells the agent from an editor that has its files open. */
export function markOf(paths: AgentPaths, instance: string): string {
  return `${MARK}${paths.instance(instance).home}`
}

const MARK = '--control-center-instance='

function instanceOf({ command }: Process, { instances }: AgentPaths): string | null {
  const last = command.at(-1) ?? ''
  const at = last.lastIndexOf(`${MARK}${instances}`)
  if (at === -1) return null
  const instance = last.slice(at + MARK.length + instances.length + 1)
  return /^[\w-]+$/.test(instance) ? instance : null
}

async function carriesMark({ pid }: Process, { workspace }: AgentPaths): Promise<boolean> {
  const environment = await environmentOf(pid)
  return environment.includes(`HOME=${workspace}`) && environment.some((entry) => entry.startsWith('AGENT_CALL='))
}
