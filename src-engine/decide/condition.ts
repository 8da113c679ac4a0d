import type { ArgumentCondition, Verdict } from '../contract/permissions.ts'
import { canonicalJson, NotCanonicalError } from './canonical-json.ts'
import { compileGlob } from './glob.ts'
import { compileHosts } from './hosts.ts'
import { compilePointer } from './json-pointer.ts'
import { compileNotUnder, compileUnder } from './path-containment.ts'
import { not, some, truth, type Truth } from './truth.ts'

type Test = (value: unknown) => Truth

/**
 * Compiles a condition into a test over the arguments of a call.
 *
 * - A value the operator cannot compare, or could read in two ways: unclear (truth.ts).
 * - An absent argument satisfies no condition of an `allow` rule. In a `deny` or `ask` rule it is unequal to everything
 *   and under nothing, so `not-*` and `host-not-in` hold and the others do not.
 * - A condition that cannot be compiled (`in` without a list, `gt` without a number, a value that is no JSON) is always unclear.
 */
export function compileCondition(condition: ArgumentCondition, verdict: Verdict): (args: unknown) => Truth {
  const find = compilePointer(condition.path)
  const test = compileOrNull(condition) ?? unclear
  const whenAbsent = truth(verdict !== 'allow' && NEGATIVE.has(condition.op))
  return (args) => {
    const found = find(args)
    if (found.kind === 'value') return test(found.value)
    return found.kind === 'absent' ? whenAbsent : 'unclear'
  }
}

const NEGATIVE = new Set<ArgumentCondition['op']>(['not-equals', 'not-matches', 'not-under', 'host-not-in'])

function unclear(): Truth {
  return 'unclear'
}

function compileOrNull(condition: ArgumentCondition): Test | null {
  try {
    return compileTest(condition)
  } catch (error) {
    if (error instanceof NotCanonicalError) return null
    throw error
  }
}

function compileTest({ op, value }: ArgumentCondition): Test | null {
  switch (op) {
    case 'equals':
      return compileEquals(value)
    case 'not-equals':
      return negate(compileEquals(value))
    case 'in':
      return Array.isArray(value) ? compileIn(value) : null
    case 'matches':
      return compileMatches(value)
    case 'not-matches':
      return negate(compileMatches(value))
    case 'under':
      return onText(typeof value === 'string' ? compileUnder(value) : null)
    case 'not-under':
      return onText(typeof value === 'string' ? compileNotUnder(value) : null)
    case 'gt':
      return onNumber(value, (given, bound) => given > bound)
    case 'lte':
      return onNumber(value, (given, bound) => given <= bound)
    case 'host-in':
      return compileHostIn(value)
    case 'host-not-in':
      return negate(compileHostIn(value))
  }
}

function negate(test: Test | null): Test | null {
  return test === null ? null : (value) => not(test(value))
}

/** Equal as JSON values. Values of two kinds are unclear ("5" and 5 may mean the same to a tool), null differs from all else. */
function compileEquals(expected: unknown): Test {
  const kind = kindOf(expected)
  if (kind !== 'object' && kind !== 'array') {
    return (value) => {
      if (value === expected) return 'yes'
      return value === null || expected === null || kindOf(value) === kind ? 'no' : 'unclear'
    }
  }
  const text = canonicalJson(expected)
  return (value) => {
    if (value === null) return 'no'
    return kindOf(value) === kind ? truth(canonicalJson(value) === text) : 'unclear'
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

function compileIn(values: readonly unknown[]): Test {
  const tests = values.map(compileEquals)
  return (value) => some(tests.map((test) => test(value)))
}

/** Where only the case of letters stands between glob and text, it is unclear: to many file systems they are the same name. */
function compileMatches(glob: unknown): Test | null {
  if (typeof glob !== 'string') return null
  const matches = compileGlob(glob)
  const matchesFolded = compileGlob(glob.toLowerCase())
  return onText((text) => {
    if (matches(text)) return 'yes'
    return matchesFolded(text.toLowerCase()) ? 'unclear' : 'no'
  })
}

function onText(test: ((text: string) => Truth) | null): Test | null {
  return test === null ? null : (value) => (typeof value === 'string' ? test(value) : 'unclear')
}

function onNumber(bound: unknown, compare: (given: number, bound: number) => boolean): Test | null {
  if (typeof bound !== 'number' || !Number.isFinite(bound)) return null
  return (value) => (typeof value === 'number' && Number.isFinite(value) ? truth(compare(value, bound)) : 'unclear')
}

function compileHostIn(value: unknown): Test | null {
  const patterns = Array.isArray(value) ? value : [value]
  if (!patterns.every((pattern) => typeof pattern === 'string')) return null
  return onText(compileHosts(patterns))
}
