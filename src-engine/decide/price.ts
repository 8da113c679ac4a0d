/** Price of a model in millionths of a US dollar per million tokens; null where nobody knows it. */
export interface Price {
  readonly inputMicroUsd: number | null
  readonly outputMicroUsd: number | null
  /** Stands in for an unknown price. */
  readonly ceilingMicroUsd: number
}

/** Used when even the configured ceiling is nothing: an unknown price is never zero. 20 dollars per million tokens. */
const LAST_RESORT = 20_000_000

/**
 * Cost of a call in millionths of a US dollar, rounded up. A price of zero that somebody stated is zero (a local model);
 * one that is unknown costs the ceiling.
 */
export function costOf(price: Price, inputTokens: number, outputTokens: number): number {
  const ceiling = price.ceilingMicroUsd > 0 ? price.ceilingMicroUsd : LAST_RESORT
  const product =
    BigInt(inputTokens) * BigInt(price.inputMicroUsd ?? ceiling) +
    BigInt(outputTokens) * BigInt(price.outputMicroUsd ?? ceiling)
  const cost = (product + 999_999n) / 1_000_000n
  return cost > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(cost)
}
