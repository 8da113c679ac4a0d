export { ShortcutSheet } from './sheet.tsx'
export { useShortcuts } from './use-shortcuts.ts'
