import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { agentsBulkStop } from '../../src-engine/contract/agents.ts'
import type { Intent } from '../../src-engine/contract/desktop-bridge.ts'
import { useAct } from '../api/index.ts'
import { notify } from '../components/notify.ts'
import { t } from '../i18n/index.ts'
import { desktopBridge } from './bridge.ts'

/** What only the surrounding screen can do. */
export interface ShellActions {
  find(): void
  showShortcuts(): void
}

const screens = {
  overview: '/',
  agents: '/agents',
  approvals: '/approvals',
  deployments: '/deployments',
  audit: '/audit',
  settings: '/settings',
} as const

/** Does what the desktop shell asks for. */
export function useIntents({ find, showShortcuts }: ShellActions): void {
  const navigate = useNavigate()
  const stop = useAct(agentsBulkStop, ({ items }) => {
    const ok = items.filter((item) => item.ok).length
    notify(t('shell.stoppedAll', { ok, failed: items.length - ok }))
  })
  const follow = (intent: Intent) => {
    switch (intent.kind) {
      case 'open-agent':
        return void navigate({ to: '/agents/$agentId', params: { agentId: intent.agent } })
      case 'open-approval':
        return void navigate({ to: '/approvals', search: { id: intent.approval } })
      case 'open-screen':
        return void navigate({ to: screens[intent.screen] })
      case 'find':
        return find()
      case 'shortcuts':
        return showShortcuts()
      case 'stop-all':
        stop.ask({ body: { ids: 'all', reason: t('shell.stoppedFromTray') } }).catch((error: unknown) => {
          notify(error instanceof Error ? error.message : String(error), 'bad')
        })
        return
    }
  }
  // The listener stays the same over renders: intents that come in between are not lost.
  const latest = useRef(follow)
  useEffect(() => {
    latest.current = follow
  })
  useEffect(() => desktopBridge()?.onIntent((intent) => latest.current(intent)), [])
}
