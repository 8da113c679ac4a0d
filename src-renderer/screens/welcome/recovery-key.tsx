import { Button, Checkbox } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { CodeBlock } from '../../components/code-block.tsx'
import { t } from '../../i18n/index.ts'

/** Shown once. One goes on only after saying that it is kept. */
export function RecoveryKey({
  organization,
  recoveryKey,
  onKept,
}: {
  readonly organization: string
  readonly recoveryKey: string
  onKept(): void
}) {
  const [kept, setKept] = useState(false)
  return (
    <section className="card card-body stack">
      <h1>{t('welcome.recoveryTitle')}</h1>
      <p className="mid">{t('welcome.recoveryText')}</p>
      <div>
        <b>{organization}</b>
      </div>
      <CodeBlock text={recoveryKey} label={t('welcome.recoveryKey')} />
      <div>
        <Button leftSection={<IconPrinter size={15} />} onClick={() => globalThis.print()}>
          {t('welcome.print')}
        </Button>
      </div>
      <Checkbox label={t('welcome.kept')} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Button variant="filled" disabled={!kept} onClick={onKept}>
        {t('welcome.enter')}
      </Button>
    </section>
  )
}
