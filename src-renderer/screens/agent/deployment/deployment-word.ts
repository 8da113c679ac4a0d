import type { Deployment } from '../../../../src-engine/contract/deployments.ts'
import type { StateWord } from '../../../components/state-badge.tsx'

export function deploymentWord(state: Deployment['state']): StateWord {
  return state === 'rolled-back' ? 'rolledBack' : state === 'running' ? 'working' : state
}
