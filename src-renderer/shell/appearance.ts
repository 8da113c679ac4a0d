import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface Appearance {
  readonly density: 'compact' | 'comfortable'
  readonly railFolded: boolean
  setDensity(density: Appearance['density']): void
  foldRail(folded: boolean): void
}

/** How this person likes the screen on this machine; the colour scheme is kept by Mantine beside it. */
export const useAppearance = create<Appearance>()(
  persist(
    (set) => ({
      density: 'compact',
      railFolded: false,
      setDensity: (density) => set({ density }),
      foldRail: (railFolded) => set({ railFolded }),
    }),
    { name: 'control-center.appearance', partialize: ({ density, railFolded }) => ({ density, railFolded }) },
  ),
)
