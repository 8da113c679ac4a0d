import { Dialog } from '../components/dialog.tsx'
import { KeyHint } from '../components/key-hint.tsx'
import { t } from '../i18n/index.ts'
import { useShortcutStore } from './store.ts'

const printed: Readonly<Record<string, string>> = { Enter: 'Enter', Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓' }

/** Every shortcut that works right now, by what offers it. */
export function ShortcutSheet({ onClose }: { onClose(): void }) {
  const groups = useShortcutStore((store) => store.groups)
  return (
    <Dialog onClose={onClose} title={t('shortcuts.title')} size="md">
      <div className="stack stack-16">
        {[...groups.values()].reverse().map((group) => (
          <section key={group.title} className="stack stack-4">
            <h3>{group.title}</h3>
            {group.shortcuts.map((shortcut) => (
              <div key={shortcut.key} className="line-of">
                <span className="grow mid">{shortcut.label}</span>
                <kbd className="key">{printed[shortcut.key] ?? shortcut.key.toUpperCase()}</kbd>
              </div>
            ))}
          </section>
        ))}
        <div className="line-of">
          <span className="grow mid">{t('shortcuts.palette')}</span>
          <KeyHint>Ctrl K</KeyHint>
        </div>
      </div>
    </Dialog>
  )
}
