import {
  agentsBulkStop,
  agentsCheck,
  agentsCreate,
  agentsDestroy,
  agentsGet,
  agentsHistory,
  agentsKill,
  agentsList,
  agentsPause,
  agentsRelease,
  agentsRemove,
  agentsRestart,
  agentsRestore,
  agentsResume,
  agentsRevisions,
  agentsStart,
  agentsStop,
  agentsTemplates,
  agentsUpdate,
} from '../../contract/agents.ts'
import { type Binding, bind } from '../bind.ts'
import { bulkStop } from './bulk-stop.ts'
import { checkCall } from './check.ts'
import { createAgent } from './create.ts'
import { getAgent } from './get.ts'
import { listStateMoves } from './history.ts'
import { killAgent, releaseAgent } from './kill.ts'
import { listTemplates } from './list-templates.ts'
import { listAgents } from './list.ts'
import { pauseAgent, resumeAgent } from './pause.ts'
import { removeAgent } from './remove.ts'
import { restoreRevision } from './restore.ts'
import { listRevisions } from './revisions.ts'
import { updateAgent } from './update.ts'
import { destroyAgent, restartAgent, startAgent, stopAgent } from './workload.ts'

export const agentBindings: readonly Binding[] = [
  bind(agentsList, listAgents),
  bind(agentsGet, getAgent),
  bind(agentsCreate, createAgent),
  bind(agentsUpdate, updateAgent),
  bind(agentsRemove, removeAgent),
  bind(agentsPause, pauseAgent),
  bind(agentsResume, resumeAgent),
  bind(agentsStop, stopAgent),
  bind(agentsStart, startAgent),
  bind(agentsRestart, restartAgent),
  bind(agentsDestroy, destroyAgent),
  bind(agentsKill, killAgent),
  bind(agentsRelease, releaseAgent),
  bind(agentsBulkStop, bulkStop),
  bind(agentsHistory, listStateMoves),
  bind(agentsRevisions, listRevisions),
  bind(agentsRestore, restoreRevision),
  bind(agentsCheck, checkCall),
  bind(agentsTemplates, listTemplates),
]
