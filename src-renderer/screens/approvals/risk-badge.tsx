import type { Risk } from '../../../src-engine/contract/tools.ts'
import { StateBadge } from '../../components/state-badge.tsx'
import { t } from '../../i18n/index.ts'

const states = { low: 'info', medium: 'approval', high: 'degraded', critical: 'incident' } as const

export function RiskBadge({ risk }: { readonly risk: Risk }) {
  return <StateBadge state={states[risk]} word={t(`approvals.risk_${risk}`)} />
}
