import type { JsonValue } from '../../src-engine/contract/values.ts'
import { oneLine } from '../text/index.ts'

type Args = Readonly<Record<string, JsonValue>>

/** Longest name of a thing in a sentence; its arguments stand whole in the record of the call. */
const MOST = 200

/**
 * What a call did, as the end of a sentence that begins with the agent's name. Of a program only its name and of an
 * address no query: what is handed over may hold a secret.
 */
export function whatWasDone(tool: string, args: Args): string {
  const named = (key: string): string => oneLine(textOf(args, key), MOST)
  switch (tool) {
    case 'read':
      return `read ${named('path')}`
    case 'write':
      return `wrote ${named('path')}`
    case 'edit':
      return `edited ${named('path')}`
    case 'list':
      return /^\.?\/?$/.test(textOf(args, 'path')) ? 'listed its workspace' : `listed ${named('path')}`
    case 'exec':
      return `ran ${named('program')}`
    case 'web_fetch':
      return `fetched ${oneLine(withoutQuery(textOf(args, 'url')), MOST)}`
    case 'memory_search':
      return `searched its memory for “${named('query')}”`
    case 'memory_get':
      return `read its memory ${named('path')}`
    default:
      return `used ${oneLine(tool, MOST)}`
  }
}

function textOf(args: Args, key: string): string {
  const value = args[key]
  return typeof value === 'string' ? value : ''
}

function withoutQuery(url: string): string {
  if (!URL.canParse(url)) return 'a page'
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
