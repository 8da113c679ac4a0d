import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** The folder the project lives in: what is built, bundled and packaged is found from here. */
export const projectRoot = join(import.meta.dirname, '..', '..')

export const version = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))).version
