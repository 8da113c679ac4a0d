import type { Fetch } from '../../kernel/ports.ts'

export interface SentRequest {
  readonly url: string
  readonly headers: Headers
  readonly redirect: RequestInit['redirect']
}

/** The network as a script: answers by URL, and what was asked. An address without an answer refuses the connection. */
export interface ScriptedFetch {
  readonly fetch: Fetch
  readonly sent: SentRequest[]
  answer(url: string, respond: (signal: AbortSignal | undefined) => Response | Promise<Response>): void
}

export function createScriptedFetch(): ScriptedFetch {
  const answers = new Map<string, (signal: AbortSignal | undefined) => Response | Promise<Response>>()
  const sent: SentRequest[] = []
  return {
    sent,
    answer(url, respond) {
      answers.set(url, respond)
    },
    async fetch(url, init) {
      sent.push({ url, headers: new Headers(init?.headers), redirect: init?.redirect })
      const respond = answers.get(url)
      if (!respond) throw new TypeError('fetch failed')
      return respond(init?.signal ?? undefined)
    },
  }
}

/** An answer that never comes; it ends when the caller gives up, as a real one does. */
export function silence(signal: AbortSignal | undefined): Promise<Response> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () =>
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
    )
  })
}
