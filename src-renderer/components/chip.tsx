import { count } from '../format/index.ts'

/** A filter that is on or off, with how many it would show. */
export function Chip({
  label,
  figure,
  on,
  onClick,
}: {
  readonly label: string
  readonly figure?: number | undefined
  readonly on: boolean
  onClick(): void
}) {
  return (
    <button type="button" className="chip" aria-pressed={on} onClick={onClick}>
      {label}
      {figure === undefined ? null : <span className="num">{count(figure)}</span>}
    </button>
  )
}
