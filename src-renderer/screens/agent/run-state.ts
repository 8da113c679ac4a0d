import type { Run } from '../../../src-engine/contract/runs.ts'
import type { StateWord } from '../../components/state-badge.tsx'

export function isOpen(state: Run['state']): boolean {
  return state === 'queued' || state === 'running' || state === 'waiting'
}

export function runWord(state: Run['state']): StateWord {
  return state === 'waiting' ? 'waitingForYou' : state === 'running' ? 'working' : state
}
