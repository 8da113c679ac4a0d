/**
 * What a file call gives, undefined when there is nothing of that name (ENOENT, or ENOTDIR on the way to it). Anything
 * else, such as a folder that may not be read, is no absence and is thrown.
 */
export async function orMissing<Found>(call: Promise<Found>): Promise<Found | undefined> {
  try {
    return await call
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}
