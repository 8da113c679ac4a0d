import { activityList, eventsStream, toolCallsList } from './activity.ts'
import { agents, agentsBulkStop, agentsCheck, agentsCreate, agentsDestroy, agentsGet, agentsHistory, agentsKill, agentsList, agentsPause, agentsRelease, agentsRemove, agentsRestart, agentsRestore, agentsResume, agentsRevisions, agentsStart, agentsStop, agentsTemplates, agentsUpdate } from './agents.ts'
import { approvalsGet, approvalsList, approvalsVote } from './approvals.ts'
import { auditExport, auditList, auditVerify } from './audit.ts'
import { authEndSession, authLogin, authLogout, authMe, authPassword, authRefresh, authSessions, authSetup, authStatus } from './auth.ts'
import { budgets, budgetsCreate, budgetsGet, budgetsList, budgetsRemove, budgetsUpdate, budgetsUsage } from './budgets.ts'
import type { Collection } from './collection.ts'
import { conversationsGet, conversationsList } from './conversations.ts'
import { deploymentsCancel, deploymentsDeploy, deploymentsGet, deploymentsList, deploymentsLogs, deploymentsPlan } from './deployments.ts'
import type { Operation } from './operation.ts'
import { organizations, organizationsCreate, organizationsGet, organizationsList, organizationsUpdate } from './organizations.ts'
import { providers, providersCreate, providersDetect, providersGet, providersList, providersRemove, providersTest, providersUpdate } from './providers.ts'
import { runsCancel, runsCreate, runsGet, runsList, runsStream } from './runs.ts'
import { secrets, secretsCreate, secretsList, secretsRemove, secretsReplace } from './secrets.ts'
import { settings, settingsGet, settingsUpdate } from './settings.ts'
import { systemDependencies, systemHealth, systemReady, systemStats } from './system.ts'
import { targets, targetsCreate, targetsDetect, targetsGet, targetsList, targetsRemove, targetsTest, targetsUpdate } from './targets.ts'
import { users, usersCreate, usersGet, usersList, usersRemove, usersUpdate } from './users.ts'

/** Every operation of the API. The running agent's own contract is `runtimeOperations` (runtime.ts). */
export const operations: readonly Operation[] = [
  authStatus,
  authSetup,
  authLogin,
  authRefresh,
  authLogout,
  authMe,
  authPassword,
  authSessions,
  authEndSession,
  organizationsList,
  organizationsGet,
  organizationsCreate,
  organizationsUpdate,
  usersList,
  usersGet,
  usersCreate,
  usersUpdate,
  usersRemove,
  agentsList,
  agentsGet,
  agentsCreate,
  agentsUpdate,
  agentsRemove,
  agentsPause,
  agentsResume,
  agentsStop,
  agentsStart,
  agentsRestart,
  agentsDestroy,
  agentsKill,
  agentsRelease,
  agentsBulkStop,
  agentsHistory,
  agentsRevisions,
  agentsRestore,
  agentsCheck,
  agentsTemplates,
  targetsList,
  targetsGet,
  targetsDetect,
  targetsCreate,
  targetsUpdate,
  targetsRemove,
  targetsTest,
  deploymentsPlan,
  deploymentsDeploy,
  deploymentsList,
  deploymentsGet,
  deploymentsCancel,
  deploymentsLogs,
  runsCreate,
  runsList,
  runsGet,
  runsCancel,
  runsStream,
  conversationsList,
  conversationsGet,
  approvalsList,
  approvalsGet,
  approvalsVote,
  budgetsList,
  budgetsGet,
  budgetsCreate,
  budgetsUpdate,
  budgetsRemove,
  budgetsUsage,
  activityList,
  toolCallsList,
  eventsStream,
  providersList,
  providersGet,
  providersDetect,
  providersCreate,
  providersUpdate,
  providersRemove,
  providersTest,
  secretsList,
  secretsCreate,
  secretsReplace,
  secretsRemove,
  settingsGet,
  settingsUpdate,
  auditList,
  auditVerify,
  auditExport,
  systemHealth,
  systemReady,
  systemDependencies,
  systemStats,
]

/** Every synced collection. */
export const collections: readonly Collection[] = [organizations, users, agents, targets, budgets, providers, secrets, settings]
