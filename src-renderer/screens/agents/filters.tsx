import { Menu, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { agentsList } from '../../../src-engine/contract/agents.ts'
import { systemStats } from '../../../src-engine/contract/system.ts'
import { targetsList } from '../../../src-engine/contract/targets.ts'
import { useOperation } from '../../api/index.ts'
import { Chip } from '../../components/chip.tsx'
import { KeyHint } from '../../components/key-hint.tsx'
import { t } from '../../i18n/index.ts'
import { useShortcuts } from '../../shortcuts/index.ts'
import type { AgentsSearch } from './search.ts'

interface FiltersProps {
  readonly search: AgentsSearch
  change(part: Partial<AgentsSearch>): void
}

export function AgentFilters({ search, change }: FiltersProps) {
  const stats = useOperation(systemStats, {}).data?.agents
  const attention = useOperation(agentsList, { query: { attention: 'true', limit: 1 } }).data?.total
  const toggle = (show: NonNullable<AgentsSearch['show']>) => () =>
    change({ show: search.show === show ? undefined : show })
  return (
    <div className="line-of wraps" role="search">
      <SearchField search={search} change={change} />
      <Chip
        label={t('agents.all')}
        figure={stats?.total}
        on={search.show === undefined}
        onClick={() => change({ show: undefined })}
      />
      <Chip
        label={t('agents.running')}
        figure={stats?.running}
        on={search.show === 'running'}
        onClick={toggle('running')}
      />
      <Chip
        label={t('agents.attention')}
        figure={attention}
        on={search.show === 'attention'}
        onClick={toggle('attention')}
      />
      <Chip
        label={t('agents.stopped')}
        figure={stats?.stopped}
        on={search.show === 'stopped'}
        onClick={toggle('stopped')}
      />
      <Chip label={t('agents.draft')} figure={stats?.draft} on={search.show === 'draft'} onClick={toggle('draft')} />
      <TargetFilter search={search} change={change} />
    </div>
  )
}

function SearchField({ search, change }: FiltersProps) {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  // What was typed runs ahead of the address; only an address that changed by other means is taken over.
  const sent = useRef(search.q)
  const apply = useDebouncedCallback((typed: string) => {
    sent.current = typed === '' ? undefined : typed
    change({ q: sent.current })
  }, 120)
  useEffect(() => {
    if (search.q === sent.current) return
    sent.current = search.q
    // oxlint-disable-next-line react/set-state-in-effect -- the address is outside of React
    setText(search.q ?? '')
  }, [search.q])
  useShortcuts(t('agents.search'), [{ key: '/', label: t('agents.search'), run: () => field.current?.focus() }])
  return (
    <TextInput
      ref={field}
      w={260}
      type="search"
      placeholder={t('agents.filter')}
      aria-label={t('agents.filter')}
      value={text}
      rightSection={<KeyHint>/</KeyHint>}
      onChange={(event) => {
        setText(event.currentTarget.value)
        apply(event.currentTarget.value)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
  )
}

function TargetFilter({ search, change }: FiltersProps) {
  const targets = useOperation(targetsList, {}).data?.items ?? []
  const chosen = targets.find(({ id }) => id === search.target)
  if (targets.length < 2 && chosen === undefined) return null
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className="chip" aria-pressed={chosen !== undefined}>
          {chosen === undefined ? t('agents.targetAny') : chosen.name}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => change({ target: undefined })}>{t('agents.targetAny')}</Menu.Item>
        {targets.map((target) => (
          <Menu.Item key={target.id} onClick={() => change({ target: target.id })}>
            {target.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
