import { z } from 'zod'
import type { CompiledProfile } from './compile-profile.ts'

/** The tool whose destination the control center carries itself, so that its host can be checked here. */
const WEB_FETCH = 'web_fetch'
const fetchArguments = z.object({ url: z.string() })

export function isHostStep(tool: string): boolean {
  return tool === WEB_FETCH
}

/** Why the host of a web_fetch call may not be reached, or null. A URL two readers could understand differently is refused. */
export function judgeHost(compiled: CompiledProfile, args: unknown): string | null {
  const parsed = fetchArguments.safeParse(args)
  if (!parsed.success) return 'The call names no URL.'
  const answer = compiled.isHostAllowed(parsed.data.url)
  if (answer === 'yes') return null
  return answer === 'no'
    ? 'The host of the URL is not among the hosts the profile allows.'
    : 'The host of the URL cannot be told for sure.'
}
