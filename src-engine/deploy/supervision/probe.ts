import { z } from 'zod'
import { type House, adapterOf, sentenceOf } from '../house.ts'
import type { Workload } from '../journal/index.ts'

const named = z.looseObject({ instance: z.string() })

/** Asks the active instance for `/healthz`. Null when it is healthy, else what is wrong, as words in a sentence. */
export async function probe(
  house: House,
  { org, agent, place, active }: Workload,
  signal: AbortSignal,
): Promise<string | null> {
  if (!active) return 'nothing is deployed'
  try {
    const answer = await adapterOf(house, place).connect({ org, agent, place }, active.id)('/healthz', { signal })
    const body = await answer.text()
    if (!answer.ok) return `its probe answers with status ${answer.status}`
    // Agents below L1 say less; one that names its instance has to be the right one.
    const who = named.safeParse(parsed(body))
    return who.success && who.data.instance !== active.id ? 'another instance answers in its place' : null
  } catch (error) {
    return signal.aborted ? 'its probe does not answer in time' : sentenceOf(error)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // Not JSON, so it names no instance.
  }
}
