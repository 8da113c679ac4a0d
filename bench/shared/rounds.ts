const ROUNDS = 5

/**
 * Measures several things in turn, five times, so that whatever else this machine does meets all of them alike. A first,
 * uncounted turn warms them up. Answers five results by name.
 */
export async function alternately<Result>(
  contenders: Readonly<Record<string, (warmUp: boolean) => Promise<Result>>>,
): Promise<Record<string, Result[]>> {
  const results: Record<string, Result[]> = {}
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [name, measure] of Object.entries(contenders)) {
      const result = await measure(round === 0)
      if (round > 0) (results[name] ??= []).push(result)
    }
  }
  return results
}
