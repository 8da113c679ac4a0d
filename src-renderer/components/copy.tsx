import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { ends } from '../format/index.ts'
import { t } from '../i18n/index.ts'

/** An id or hash by its ends; one click copies the whole. */
export function CopyId({ value, text }: { readonly value: string; readonly text?: string }) {
  const clipboard = useClipboard({ timeout: 1200 })
  return (
    <Tooltip label={clipboard.copied ? t('common.copied') : value}>
      <button type="button" className="copy-id" onClick={() => clipboard.copy(value)}>
        <span className="hidden-visually">{t('common.copy')} </span>
        {clipboard.copied ? t('common.copied') : (text ?? ends(value))}
      </button>
    </Tooltip>
  )
}

/** A small button that copies a longer text. */
export function CopyButton({ value, className }: { readonly value: string; readonly className?: string }) {
  const clipboard = useClipboard({ timeout: 1200 })
  const label = clipboard.copied ? t('common.copied') : t('common.copy')
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} className={className} onClick={() => clipboard.copy(value)}>
        {clipboard.copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      </ActionIcon>
    </Tooltip>
  )
}
