import { create } from 'zustand'

interface Place {
  readonly scroll: number
  readonly active: number
}

interface Places {
  readonly places: Readonly<Record<string, Place>>
  keep(list: string, place: Place): void
}

/** Where each list was left, so that going back finds it as it was. */
export const usePlaces = create<Places>((set) => ({
  places: {},
  keep: (list, place) => set(({ places }) => ({ places: { ...places, [list]: place } })),
}))
