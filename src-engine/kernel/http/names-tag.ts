/**
 * Whether an `If-None-Match` header names a tag: a list of tags, weak ones count as strong, `*` is any (RFC 9110, 13.1.2).
 */
export function namesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag)
}
