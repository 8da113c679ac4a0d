import { text } from 'node:stream/consumers'
import type Docker from 'dockerode'
import { extract } from 'tar-stream'
import { EngineError } from '../../../kernel/errors.ts'
import { folders } from './spec.ts'

/** The token of an instance, from its file: the only place that has it once the app was started anew. */
export async function readToken(container: Docker.Container): Promise<string> {
  const archive = await container.getArchive({ path: `${folders.key}/token` })
  for await (const entry of archive.pipe(extract())) {
    const token = (await text(entry)).trim()
    if (token !== '') return token
  }
  throw new EngineError(
    'dependency_unavailable',
    'The agent cannot be reached: its token is not at the Docker engine. Deploy it again.',
  )
}
