import { EngineError } from '../../../kernel/errors.ts'

/** What Docker said, without its wrapping. */
function saying(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'json' in error) {
    const body = error.json
    if (typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string')
      return body.message.trim()
  }
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/^\(HTTP code \d+\) [a-z ]+- /, '').trim()
}

/** HTTP status of an error that Docker answered with; null for any other error. */
export function statusOf(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null
  return typeof error.statusCode === 'number' ? error.statusCode : null
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

const UNREACHABLE = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ESOCKETTIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

/**
 * An error of a Docker call as a sentence that says what to do.
 * @param doing what was attempted, as in "starting the agent"
 */
export function explain(error: unknown, host: string, doing: string): EngineError {
  if (error instanceof EngineError) return error
  const gone = (what: string) => new EngineError('dependency_unavailable', what, { cause: error })
  const failed = (what: string) => new EngineError('target_failed', what, { cause: error })
  const code = codeOf(error)
  if (code === 'ENOENT')
    return gone(`There is no Docker engine at ${host}. Install Docker or start it, then try again.`)
  if (code === 'ECONNREFUSED')
    return gone(`Nothing answers at ${host}: the Docker engine is not running. Start it, then try again.`)
  if (code === 'EACCES' || code === 'EPERM')
    return gone(
      `You are not permitted to use the Docker engine at ${host}. Add your user to the group "docker", sign in to the machine again, then try again.`,
    )
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return gone(`The Docker host ${host} has no address here. Check its name.`)
  const said = saying(error)
  if (UNREACHABLE.has(code) || said === 'socket hang up')
    return gone(`The Docker engine at ${host} stopped answering while ${doing}. Check that it runs, then try again.`)

  if (/no space left on device|disk quota exceeded/i.test(said))
    return new EngineError(
      'storage_full',
      `The disk of the Docker engine is full (while ${doing}). Free some space there ("docker system df" shows what takes it), then try again.`,
      { cause: error },
    )
  if (/port is already allocated|address already in use/i.test(said))
    return failed(
      `A port is taken on the Docker machine (while ${doing}). End what uses it, then try again. Docker said: ${said}`,
    )
  if (/no such image|image not found|No such image/i.test(said))
    return failed(`The agent's image is missing at the Docker engine (while ${doing}). Deploy again: it is built anew.`)
  if (statusOf(error) === null) return failed(`Something went wrong while ${doing}: ${said}`)
  return failed(`Docker refused while ${doing}. It said: ${said}`)
}
