import type { Workload } from '../journal/index.ts'
import type { House } from '../house.ts'
export async function reconcile(_house: House, _workload: Workload): Promise<void> {
  await Promise.resolve()
}
