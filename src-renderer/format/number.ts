const plain = new Intl.NumberFormat()
const compact = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 })

export function count(value: number): string {
  return plain.format(value)
}

/** 412,900 stays exact; beyond a million the digits tell nothing: 4.1M. */
export function tokens(value: number): string {
  return value < 1_000_000 ? plain.format(value) : compact.format(value)
}

/** Share of a whole in percent, whole numbers; above 0 it never says 0. */
export function percent(part: number, whole: number): number {
  if (whole <= 0) return part > 0 ? 100 : 0
  const share = (part / whole) * 100
  return share > 0 && share < 1 ? 1 : Math.round(share)
}
