import { useAppearance } from '../shell/appearance.ts'

/** Height of a row in pixels; the same as `--row` in tokens.css. */
export function useRowHeight(): number {
  return useAppearance(({ density }) => (density === 'comfortable' ? 40 : 32))
}
