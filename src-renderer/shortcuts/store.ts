import { create } from 'zustand'

export interface Shortcut {
  /** As in `KeyboardEvent.key`; letters in lower case. */
  readonly key: string
  readonly label: string
  readonly run: () => void
}

export interface ShortcutGroup {
  readonly title: string
  readonly shortcuts: readonly Shortcut[]
}

interface ShortcutStore {
  readonly groups: ReadonlyMap<symbol, ShortcutGroup>
  register(id: symbol, group: ShortcutGroup): void
  remove(id: symbol): void
}

/** The shortcuts that work on the screen as it is now; the sheet behind `?` lists exactly these. */
export const useShortcutStore = create<ShortcutStore>((set) => ({
  groups: new Map(),
  register: (id, group) => set(({ groups }) => ({ groups: new Map(groups).set(id, group) })),
  remove: (id) =>
    set(({ groups }) => {
      const rest = new Map(groups)
      rest.delete(id)
      return { groups: rest }
    }),
}))
