import type { Suite } from './suite.ts'

export type Selection = { suite: Suite; patterns: readonly string[] }[]

/**
 * What `npm test -- WORD…` asks for: every suite when there are no words; a suite by its name;
 * else, in each suite, the files whose path contains one of the words.
 */
export function select(suites: readonly Suite[], words: readonly string[]): Selection {
  if (words.length === 0) return suites.map((suite) => ({ suite, patterns: [] }))
  const byName = suites.filter((suite) => words.includes(suite.name))
  const patterns = words.filter((word) => !suites.some((suite) => suite.name === word))
  const byFile = suites.filter(
    (suite) =>
      !byName.includes(suite) && suite.files?.().some((file) => patterns.some((pattern) => file.includes(pattern))),
  )
  return suites.flatMap((suite) => {
    if (byName.includes(suite)) return [{ suite, patterns: [] }]
    return byFile.includes(suite) ? [{ suite, patterns }] : []
  })
}
