import { money } from '../format/index.ts'

/** An amount in US dollars, given in millionths; the exact sum on hover. */
export function Money({ microUsd }: { readonly microUsd: number }) {
  return (
    <span className="num" title={`$${(microUsd / 1_000_000).toFixed(6)}`}>
      {money(microUsd)}
    </span>
  )
}
