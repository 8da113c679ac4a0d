const OPEN = '@raw('
const CLOSE = ')war@'

/** Stands for JSON text that JSON.stringify would not write: numbers without a double, nesting without an object. */
export function raw(text: string): string {
  return `${OPEN}${text}${CLOSE}`
}

/** JSON text of a value, with what `raw` made put in as it is. */
export function jsonText(value: unknown): string {
  return (JSON.stringify(value) ?? '').replaceAll(/"@raw\((.*?)\)war@"/g, '$1')
}
