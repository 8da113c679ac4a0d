import { hash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The longest path a socket can have on every system (`sun_path` of macOS, less its end mark). */
const MOST_SOCKET = 103

/** Where everything of one agent lies. What its tools reach is `workspace` alone. */
export interface AgentPaths {
  readonly agent: string
  readonly home: string
  readonly workspace: string
  readonly state: string
  readonly spool: string
  readonly instances: string
  /** Names the instance in service. */
  readonly active: string
  readonly lock: string
  instance(id: string): InstancePaths
  killMark(killNo: number): string
}

export interface InstancePaths {
  readonly home: string
  readonly config: string
  readonly token: string
  readonly key: string
  readonly process: string
  /** What was in service when this instance was about to take over. */
  readonly handover: string
  readonly log: string
}

export function agentPaths(data: string, agent: string): AgentPaths {
  const home = join(data, 'agents', agent)
  const instances = join(home, 'instances')
  return {
    agent,
    home,
    workspace: join(home, 'workspace'),
    state: join(home, 'state'),
    spool: join(home, 'spool'),
    instances,
    active: join(home, 'active.json'),
    lock: join(home, 'lock'),
    instance(id) {
      const own = join(instances, id)
      return {
        home: own,
        config: join(own, 'agent.json'),
        token: join(own, 'token'),
        key: join(own, 'key.pem'),
        process: join(own, 'process.json'),
        handover: join(own, 'handover.json'),
        log: join(own, 'agent.log'),
      }
    },
    killMark: (killNo) => join(home, `killed-${killNo}`),
  }
}

/** A socket path that every system takes: beside the agent's data, or, where that is too long, in a folder of its own for temporary files. */
export function socketPath(
  data: string,
  agent: string,
  generation: number,
): { readonly path: string; readonly folder: string } {
  const home = agentPaths(data, agent).home
  const near = join(home, `g${generation}.sock`)
  if (Buffer.byteLength(near) <= MOST_SOCKET) return { path: near, folder: home }
  const folder = join(tmpdir(), `control-${short(data)}`)
  return { path: join(folder, `${short(agent)}-g${generation}.sock`), folder }
}

function short(text: string): string {
  return hash('sha256', text).slice(0, 12)
}
