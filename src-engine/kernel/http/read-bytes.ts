/**
 * At most `limit` bytes of a body, and whether there was more; then the rest is not read.
 * @throws what the stream fails with
 */
export async function readBytes(
  body: AsyncIterable<unknown> | null,
  limit: number,
): Promise<{ bytes: Buffer; truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body is made of bytes.')
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > limit) break
  }
  return { bytes: Buffer.concat(chunks).subarray(0, limit), truncated: size > limit }
}
