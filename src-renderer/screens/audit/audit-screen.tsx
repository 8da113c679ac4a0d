import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { auditList, auditVerify, type NamedAuditEntry } from '../../../src-engine/contract/audit.ts'
import { useAct, usePages } from '../../api/index.ts'
import { Chip } from '../../components/chip.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Loading } from '../../components/loading.tsx'
import { Notice } from '../../components/notice.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { count } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { useCan } from '../../session/index.ts'
import { Table } from '../../table/index.ts'
import { auditColumns } from './columns.tsx'
import { EntryDialog } from './entry-dialog.tsx'
import { ExportButton } from './export-button.tsx'

const route = getRouteApi('/shell/audit')
const outcomes = ['done', 'refused', 'failed'] as const

/** What was done, tried and refused; with proof that nothing was taken out. */
export function AuditScreen() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const isAdmin = useCan('admin')
  const [text, setText] = useState(search.q ?? '')
  const [open, setOpen] = useState<NamedAuditEntry | null>(null)
  const query = { ...(search.q ? { q: search.q } : {}), ...(search.outcome ? { outcome: search.outcome } : {}) }
  const pages = usePages(auditList, { query }, { enabled: isAdmin })
  const verify = useAct(auditVerify)
  const apply = useDebouncedCallback(
    (q: string) => void navigate({ search: (before) => ({ ...before, q: q === '' ? undefined : q }), replace: true }),
    150,
  )
  if (!isAdmin) return <EmptyState text={t('audit.adminOnly')} />
  return (
    <Page
      title={t('audit.title')}
      note={pages.total === null ? '' : count(pages.total)}
      fills
      actions={
        <>
          <Button loading={verify.pending} onClick={() => verify.run({})}>
            {t('audit.verify')}
          </Button>
          <ExportButton query={query} />
        </>
      }
    >
      <div className="line-of wraps" role="search">
        <TextInput
          w={280}
          type="search"
          aria-label={t('audit.filter')}
          placeholder={t('audit.filter')}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value)
            apply(event.currentTarget.value)
          }}
        />
        {outcomes.map((outcome) => (
          <Chip
            key={outcome}
            label={t(`audit.${outcome}`)}
            on={search.outcome === outcome}
            onClick={() =>
              void navigate({
                search: (before) => ({ ...before, outcome: search.outcome === outcome ? undefined : outcome }),
                replace: true,
              })
            }
          />
        ))}
      </div>
      <ProblemAlert error={verify.error ?? pages.error} retry={pages.retry} />
      {verify.result === undefined ? null : (
        <Notice tone={verify.result.intact ? 'info' : 'bad'}>
          {verify.result.intact
            ? t(verify.result.erased === 0 ? 'audit.intact' : 'audit.erased', {
                entries: count(verify.result.entries),
                erased: count(verify.result.erased),
              })
            : t('audit.broken', { detail: verify.result.detail })}
        </Notice>
      )}
      {pages.loading ? <Loading /> : null}
      {pages.total === 0 ? (
        <EmptyState text={search.q || search.outcome ? t('audit.emptyFiltered') : t('audit.empty')} />
      ) : null}
      {pages.items.length > 0 ? (
        <Table
          label={t('audit.title')}
          columns={auditColumns}
          rows={pages.items}
          total={pages.total ?? pages.items.length}
          rowId={(entry) => `${entry.device} ${entry.incarnation} ${entry.seq}`}
          rowName={(entry) => entry.action}
          onOpen={(entry) => setOpen(entry)}
          onMore={pages.loadMore}
        />
      ) : null}
      {open === null ? null : <EntryDialog entry={open} onClose={() => setOpen(null)} />}
    </Page>
  )
}
