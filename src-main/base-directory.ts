import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * A base directory of the XDG specification: what the variable says; where it is unset, empty or relative, which the
 * specification has ignored, the default below the home directory.
 */
export function baseDirectory(given: string | undefined, otherwise: string): string {
  return given !== undefined && isAbsolute(given) ? given : join(homedir(), otherwise)
}
