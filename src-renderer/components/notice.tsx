import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** A sentence that stays: what holds here and what to do about it. */
export function Notice({
  tone,
  children,
  action,
}: {
  readonly tone: 'info' | 'warn' | 'bad'
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle
  return (
    <div className="notice" data-tone={tone} role="status" style={{ alignItems: 'center' }}>
      <Icon size={16} color={`var(--${tone})`} />
      <div className="grow">{children}</div>
      {action}
    </div>
  )
}
