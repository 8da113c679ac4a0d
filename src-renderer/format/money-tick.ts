/** A value on a money axis, in dollars: as many decimals as the whole axis needs to tell its ticks apart. */
export function moneyTick(dollars: number, most: number): string {
  const decimals = most >= 20 ? 0 : most >= 0.2 ? 2 : 4
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(dollars)
}
