/** The keys of a patch that were given: an absent key and an explicit undefined both mean "leave it". */
export function definedOnly<Patch extends object>(
  patch: Patch,
): { [Key in keyof Patch]?: Exclude<Patch[Key], undefined> } {
  // Object.fromEntries forgets the keys' types; the filter makes the result exactly the declared one.
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Patch]?: Exclude<Patch[Key], undefined>
  }
}
