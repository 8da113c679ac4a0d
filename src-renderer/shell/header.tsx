import { IconSearch } from '@tabler/icons-react'
import { KeyHint } from '../components/key-hint.tsx'
import { t } from '../i18n/index.ts'
import { AccountButton } from './account-button.tsx'
import { StopAll } from './stop-all.tsx'
import { SyncState } from './sync-state.tsx'

export function Header({ onFind, onShortcuts }: { onFind(): void; onShortcuts(): void }) {
  return (
    /* Not a banner: dialogs bring a header of their own. */
    <section className="top" aria-label={t('shell.tools')}>
      <button type="button" className="find" onClick={onFind} aria-keyshortcuts="Control+K Meta+K">
        <IconSearch size={14} aria-hidden="true" />
        <span className="clip">{t('shell.find')}</span>
        <KeyHint>Ctrl K</KeyHint>
      </button>
      <div className="push" />
      <SyncState />
      <StopAll />
      <AccountButton onShortcuts={onShortcuts} />
    </section>
  )
}
