import { useEffect, useRef } from 'react'
import { useShortcutStore, type Shortcut } from './store.ts'

const TYPING = 'input, textarea, select, [contenteditable=true], [role=combobox], [role=textbox]'
const LAYER = '[role=dialog], [role=menu], [role=listbox]'

/**
 * Single keys that act while nothing is being typed and no dialog is open. They are listed on `?` as long as the
 * component is on screen; `within` lets them act inside a dialog too.
 */
export function useShortcuts(
  title: string,
  shortcuts: readonly Shortcut[],
  options: { readonly enabled?: boolean } = {},
): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  const enabled = options.enabled ?? true
  const signature = shortcuts.map(({ key, label }) => key + label).join('\n')

  useEffect(() => {
    if (!enabled) return
    const id = Symbol(title)
    useShortcutStore.getState().register(id, { title, shortcuts: latest.current })
    function onKey(event: KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target
      if (target instanceof Element && (target.matches(TYPING) || target.closest(LAYER) !== null)) return
      const button = target instanceof Element && target.matches('button, a, [role=tab]')
      if (button && (event.key === 'Enter' || event.key === ' ')) return
      const shortcut = latest.current.find(
        ({ key }) => key === (event.key.length === 1 ? event.key.toLowerCase() : event.key),
      )
      if (shortcut === undefined) return
      event.preventDefault()
      shortcut.run()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      useShortcutStore.getState().remove(id)
    }
  }, [enabled, title, signature])
}
