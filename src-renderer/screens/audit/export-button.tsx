import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { auditExport } from '../../../src-engine/contract/audit.ts'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { client } from '../../session/index.ts'

/** Downloads what the filter shows as JSON Lines. The export is itself an entry of the log. */
export function ExportButton({
  query,
}: {
  readonly query: { readonly q?: string; readonly outcome?: 'done' | 'refused' | 'failed' }
}) {
  const save = useMutation({
    mutationFn: async () => {
      const text = await client.download(auditExport, { query })
      const url = URL.createObjectURL(new Blob([text], { type: 'application/x-ndjson' }))
      const link = document.createElement('a')
      link.href = url
      link.download = `audit-${new Date().toISOString().slice(0, 10)}.jsonl`
      link.click()
      URL.revokeObjectURL(url)
    },
  })
  return (
    <>
      <Button loading={save.isPending} onClick={() => save.mutate()}>
        {t('audit.export')}
      </Button>
      <ProblemAlert error={save.error} />
    </>
  )
}
