import type { House } from './house.ts'

/** What of an agent may still run at its target although it should not, as a sentence; null when nothing is known to. */
export function leftBehind(house: Pick<House, 'journal' | 'workloads'>, agent: string): string | null {
  const kill = house.workloads.get(agent)?.unconfirmedKill ?? null
  if (kill !== null) return `Its target has not confirmed kill ${kill}, so something of it may still run there.`
  if (house.journal.leftBehind(agent).length > 0)
    return 'A deployment of it could not be taken back, so something of it may still run at its target.'
  return null
}
