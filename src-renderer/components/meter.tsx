import { percent } from '../format/index.ts'

/** How much of a cap is used, as a short bar; the words beside it carry the figure. */
export function Meter({
  part,
  whole,
  label,
  width = 64,
}: {
  readonly part: number
  readonly whole: number
  readonly label: string
  readonly width?: number
}) {
  const share = Math.min(100, percent(part, whole))
  const level = share >= 95 ? 'bad' : share >= 75 ? 'warn' : 'ok'
  return (
    <span
      className="meter"
      style={{ width }}
      role="meter"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share}
      aria-label={label}
    >
      <i data-level={level} style={{ width: `${share}%` }} />
    </span>
  )
}
