import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { usersList, type User } from '../../../src-engine/contract/users.ts'
import { usePages } from '../../api/index.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { Avatar } from '../../components/avatar.tsx'
import { count } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan, useSession } from '../../session/index.ts'
import { Table, type Column } from '../../table/index.ts'
import { AddPerson } from './add-person.tsx'
import { PersonMenu } from './person-menu.tsx'

export type Person = User & { readonly version: number }

export function TeamScreen() {
  const [text, setText] = useState('')
  const [q] = useDebouncedValue(text.trim(), 150)
  const [adding, setAdding] = useState(false)
  const isAdmin = useCan('admin')
  const me = useSession(({ session }) => (session.state === 'signed-in' ? session.user.id : ''))
  const columns = useMemo(() => columnsOf(me, isAdmin), [me, isAdmin])
  const pages = usePages(usersList, { query: q === '' ? {} : { q } })
  return (
    <Page
      title={t('team.title')}
      note={pages.total === null ? '' : count(pages.total)}
      fills
      actions={
        isAdmin ? (
          <Button variant="filled" onClick={() => setAdding(true)}>
            {t('team.add')}
          </Button>
        ) : undefined
      }
    >
      <div role="search">
        <TextInput
          w={260}
          type="search"
          aria-label={t('team.filter')}
          placeholder={t('team.filter')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <ProblemAlert error={pages.error} retry={pages.retry} />
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? <EmptyState text={t('team.empty')} /> : null}
      {pages.items.length > 0 ? (
        <Table
          label={t('team.title')}
          columns={columns}
          rows={pages.items}
          total={pages.total ?? 0}
          rowId={(person) => person.id}
          rowName={(person) => person.name}
          onMore={pages.loadMore}
        />
      ) : null}
      {adding ? <AddPerson onClose={() => setAdding(false)} /> : null}
    </Page>
  )
}

function columnsOf(me: string, isAdmin: boolean): Column<Person>[] {
  return [
    {
      id: 'name',
      title: t('team.name'),
      width: 'minmax(180px, 1.2fr)',
      cell: (person) => (
        <span className="line-of">
          <Avatar name={person.name} />
          <b className="clip">{person.name}</b>
          {person.id === me ? <span className="muted">{t('team.you')}</span> : null}
        </span>
      ),
    },
    {
      id: 'email',
      title: t('team.email'),
      width: 'minmax(180px, 1.4fr)',
      cell: (person) => <span className="mid">{person.email}</span>,
    },
    { id: 'role', title: t('team.role'), width: '110px', cell: (person) => t(`team.role_${person.role}`) },
    {
      id: 'state',
      title: t('team.state'),
      width: '110px',
      cell: (person) => <StateBadge state={person.disabled ? 'disabled' : 'active'} />,
    },
    { id: 'joined', title: t('team.joined'), width: '110px', cell: (person) => <RelativeTime at={person.createdAt} /> },
    {
      id: 'menu',
      title: t('agent.more'),
      quiet: true,
      width: '48px',
      cell: (person) => (isAdmin && person.id !== me ? <PersonMenu person={person} /> : null),
    },
  ]
}
