import '@mantine/spotlight/styles.css'
import { Spotlight, spotlight } from '@mantine/spotlight'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { agentsList } from '../../src-engine/contract/agents.ts'
import { useOperation } from '../api/index.ts'
import { Avatar } from '../components/avatar.tsx'
import { useReturnFocus } from '../components/use-return-focus.ts'
import { AgentBadge } from '../screens/agents/agent-badge.tsx'
import { t } from '../i18n/index.ts'
import { useScreens } from './screens.ts'

/** Every screen, agent and action, two keystrokes away. Agents are searched by the engine. */
export function Palette({ onClose }: { onClose(): void }) {
  const [query, setQuery] = useState('')
  const [asked] = useDebouncedValue(query.trim(), 80)
  const navigate = useNavigate()
  const agents =
    useOperation(agentsList, { query: { limit: 8, ...(asked === '' ? {} : { q: asked }) } }, { keep: true }).data
      ?.items ?? []
  const screens = useScreens().filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()))
  useReturnFocus()
  useEffect(() => {
    spotlight.open()
  }, [])
  return (
    <Spotlight.Root
      attributes={{ content: { 'aria-label': t('shell.find') } }}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      shortcut={null}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      yOffset="12vh"
      scrollable
      maxHeight={420}
      transitionProps={{ duration: 80 }}
    >
      <Spotlight.Search
        placeholder={t('shell.palettePlaceholder')}
        aria-label={t('shell.find')}
        leftSection={<IconSearch size={16} />}
      />
      <Spotlight.ActionsList>
        {screens.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('shell.screens')}>
            {screens.map(({ label, icon: Icon, go }) => (
              <Spotlight.Action key={label} label={label} leftSection={<Icon size={16} stroke={1.6} />} onClick={go} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {agents.length === 0 ? null : (
          <Spotlight.ActionsGroup label={t('shell.agents')}>
            {agents.map((agent) => (
              <Spotlight.Action
                key={agent.id}
                onClick={() => void navigate({ to: '/agents/$agentId', params: { agentId: agent.id } })}
              >
                <span className="line-of wide">
                  <Avatar name={agent.name} />
                  <span>{agent.name}</span>
                  <span className="muted clip grow">{agent.role}</span>
                  <AgentBadge agent={agent} />
                </span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        )}
        {screens.length + agents.length === 0 ? <Spotlight.Empty>{t('shell.paletteNothing')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
