/** Millionths of a US dollar as money: two decimals, four where the amount is below a cent, none lost to "0.00". */
export function money(microUsd: number): string {
  const usd = microUsd / 1_000_000
  const small = microUsd > 0 && microUsd < 10_000
  return new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: small ? 4 : 2,
    maximumFractionDigits: small ? 4 : 2,
  }).format(usd)
}

/** Dollars a person typed as millionths, or null when it is no amount. */
export function microUsdOf(dollars: number | string): number | null {
  const usd = typeof dollars === 'number' ? dollars : Number(dollars.replace(',', '.'))
  return dollars === '' || !Number.isFinite(usd) || usd < 0 ? null : Math.round(usd * 1_000_000)
}
