import { intentSchema, type Intent } from '../../src-engine/contract/desktop-bridge.ts'

/** Scheme that the system hands to this app. Anybody can make somebody click such a link, so it only ever shows something. */
export const DEEP_LINK_SCHEME = 'agenticmail'
const SHAPE = /^agenticmail:\/\/(agents|approvals)\/([^/?#]{1,100})\/?$/

/** `agenticmail://agents/<id>` or `agenticmail://approvals/<id>` as an intent; null for anything else. */
export function parseDeepLink(link: string): Intent | null {
  const [, family, id] = SHAPE.exec(link) ?? []
  const intent = family === 'agents' ? { kind: 'open-agent', agent: id } : { kind: 'open-approval', approval: id }
  return intentSchema.safeParse(intent).data ?? null
}

/** The intent in a command line, where Windows and Linux put the link that was clicked. */
export function intentInArguments(argv: readonly string[]): Intent | null {
  const link = argv.find((argument) => argument.startsWith(`${DEEP_LINK_SCHEME}://`))
  return link === undefined ? null : parseDeepLink(link)
}
