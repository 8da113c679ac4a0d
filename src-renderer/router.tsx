import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { z } from 'zod'
import { Loading } from './components/loading.tsx'
import { approvalsSearch } from './screens/approvals/search.ts'
import { agentsSearch } from './screens/agents/search.ts'
import { NotFound, ScreenProblem } from './shell/fallbacks.tsx'
import { Shell } from './shell/shell.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound })
const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell, notFoundComponent: NotFound })

const overview = createRoute({
  getParentRoute: () => shell,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/overview/overview-screen.tsx'), 'OverviewScreen'),
})
const agents = createRoute({
  getParentRoute: () => shell,
  path: '/agents',
  validateSearch: agentsSearch,
  component: lazyRouteComponent(() => import('./screens/agents/agents-screen.tsx'), 'AgentsScreen'),
})
const agent = createRoute({
  getParentRoute: () => shell,
  path: '/agents/$agentId',
  component: lazyRouteComponent(() => import('./screens/agent/agent-screen.tsx'), 'AgentScreen'),
})
const agentHome = createRoute({
  getParentRoute: () => agent,
  path: '/',
  beforeLoad: ({ params }) => {
    // oxlint-disable-next-line typescript/only-throw-error -- the router's way to send somebody on
    throw redirect({ to: '/agents/$agentId/activity', params, replace: true })
  },
})
const agentActivity = createRoute({
  getParentRoute: () => agent,
  path: '/activity',
  validateSearch: z.object({ run: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/agent/activity/activity-tab.tsx'), 'ActivityTab'),
})
const agentConversation = createRoute({
  getParentRoute: () => agent,
  path: '/conversation',
  validateSearch: z.object({ run: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/agent/conversation/conversation-tab.tsx'), 'ConversationTab'),
})
const agentConfiguration = createRoute({
  getParentRoute: () => agent,
  path: '/configuration',
  component: lazyRouteComponent(
    () => import('./screens/agent/configuration/configuration-tab.tsx'),
    'ConfigurationTab',
  ),
})
const agentPermissions = createRoute({
  getParentRoute: () => agent,
  path: '/permissions',
  component: lazyRouteComponent(() => import('./screens/agent/permissions/permissions-tab.tsx'), 'PermissionsTab'),
})
const agentBudget = createRoute({
  getParentRoute: () => agent,
  path: '/budget',
  component: lazyRouteComponent(() => import('./screens/agent/budget/budget-tab.tsx'), 'BudgetTab'),
})
const agentDeployment = createRoute({
  getParentRoute: () => agent,
  path: '/deployment',
  validateSearch: z.object({ act: z.enum(['deploy']).optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/agent/deployment/deployment-tab.tsx'), 'DeploymentTab'),
})
const agentHistory = createRoute({
  getParentRoute: () => agent,
  path: '/history',
  component: lazyRouteComponent(() => import('./screens/agent/history/history-tab.tsx'), 'HistoryTab'),
})
const approvals = createRoute({
  getParentRoute: () => shell,
  path: '/approvals',
  validateSearch: approvalsSearch,
  component: lazyRouteComponent(() => import('./screens/approvals/approvals-screen.tsx'), 'ApprovalsScreen'),
})
const deployments = createRoute({
  getParentRoute: () => shell,
  path: '/deployments',
  component: lazyRouteComponent(() => import('./screens/deployments/deployments-screen.tsx'), 'DeploymentsScreen'),
})
const activity = createRoute({
  getParentRoute: () => shell,
  path: '/activity',
  validateSearch: z.object({ q: z.string().optional().catch(undefined), type: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/activity/activity-screen.tsx'), 'ActivityScreen'),
})
const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: z.object({
    q: z.string().optional().catch(undefined),
    outcome: z.enum(['done', 'refused', 'failed']).optional().catch(undefined),
  }),
  component: lazyRouteComponent(() => import('./screens/audit/audit-screen.tsx'), 'AuditScreen'),
})
const team = createRoute({
  getParentRoute: () => shell,
  path: '/team',
  component: lazyRouteComponent(() => import('./screens/team/team-screen.tsx'), 'TeamScreen'),
})
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  validateSearch: z.object({ section: z.string().optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./screens/settings/settings-screen.tsx'), 'SettingsScreen'),
})
/** The steps of the first run that follow the owner's account; outside the shell, and to be come back to. */
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./screens/welcome/welcome-screen.tsx'), 'WelcomeScreen'),
})

const tree = root.addChildren([
  shell.addChildren([
    overview,
    agents,
    agent.addChildren([
      agentHome,
      agentActivity,
      agentConversation,
      agentConfiguration,
      agentPermissions,
      agentBudget,
      agentDeployment,
      agentHistory,
    ]),
    approvals,
    deployments,
    activity,
    audit,
    team,
    settings,
  ]),
  welcome,
])

/** Where the dashboard lives, in both deliveries: one history fits a browser and the desktop window. */
export const BASE = '/dashboard'

/** The router of one stay; its inferred type is what every link is checked against. */
export function createDashboardRouter() {
  return createRouter({
    routeTree: tree,
    basepath: BASE,
    defaultPreload: 'intent',
    defaultPendingComponent: Loading,
    defaultErrorComponent: ScreenProblem,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>
  }
}
