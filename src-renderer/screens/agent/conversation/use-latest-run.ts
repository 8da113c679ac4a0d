import { runsList } from '../../../../src-engine/contract/runs.ts'
import { useOperation } from '../../../api/index.ts'

export function useLatestRun(agent: string): string | undefined {
  return useOperation(runsList, { query: { agent, limit: 50 } }).data?.items[0]?.id
}
