/**
 * Reads back what this store wrote itself. It was validated at the border it came in by, and what a newer app added must
 * survive, so it is not parsed by a schema again.
 */
// oxlint-disable-next-line no-unnecessary-type-parameters -- the caller names what it wrote
export function storedJson<Value>(text: string): Value {
  const value: unknown = JSON.parse(text)
  return value as Value
}
