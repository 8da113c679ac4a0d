import { join } from 'node:path'

/** The project folder. */
export const root = join(import.meta.dirname, '..', '..')
