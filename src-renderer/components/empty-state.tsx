import type { ReactNode } from 'react'

/** Nothing is here: one sentence why, and the one button that helps. */
export function EmptyState({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {children}
    </div>
  )
}
