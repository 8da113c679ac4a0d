/** Two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? [words[0]?.[0], words.at(-1)?.[0]] : [(words[0] ?? '').slice(0, 2)]
  return letters.join('').toUpperCase()
}

/** The first characters of a hash or id: enough to tell two apart on one screen. */
export function short(hash: string, length = 4): string {
  return hash.slice(0, length)
}

/** A hash by its two ends, as in `5e1c…a09f`. */
export function ends(hash: string): string {
  return hash.length <= 12 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`
}

/** The arguments of a call on one line, cut where a line ends. */
export function oneLine(value: unknown, most = 140): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > most ? `${text.slice(0, most)}…` : text
}

/** A sentence that stands alone: it begins with a capital, whatever it was written to follow. */
export function standing(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}
