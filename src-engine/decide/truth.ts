/**
 * What a test on an argument can answer. `unclear` means that the argument is there but the operator cannot tell: another
 * type, a URL, path or name that two readers could understand differently. Negating it stays unclear. A rule that restricts
 * (deny, ask) takes unclear for a match and a rule that permits (allow) does not, so doubt never widens a right.
 */
export type Truth = 'yes' | 'no' | 'unclear'

export function truth(condition: boolean): Truth {
  return condition ? 'yes' : 'no'
}

export function not(value: Truth): Truth {
  if (value === 'unclear') return 'unclear'
  return value === 'yes' ? 'no' : 'yes'
}

/** Yes if any is yes, else unclear if any is. */
export function some(values: readonly Truth[]): Truth {
  if (values.includes('yes')) return 'yes'
  return values.includes('unclear') ? 'unclear' : 'no'
}
