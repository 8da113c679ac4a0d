/**
 * Tokens in a text, from its UTF-8 size, for reservations and for answers that carry no usage. One token for three
 * bytes: English runs at about four and Chinese at about three, so this leans to the side that spends the budget sooner.
 */
export function estimateTokens(utf8Bytes: number): number {
  return Math.ceil(Math.max(0, utf8Bytes) / 3)
}
