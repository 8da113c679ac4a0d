import { useEffect, type ReactNode } from 'react'
import { t } from '../i18n/index.ts'

interface PageProps {
  readonly title: string
  readonly note?: ReactNode
  readonly actions?: ReactNode
  /** Uses exactly the height there is: lists and panes scroll inside. */
  readonly fills?: boolean
  readonly children: ReactNode
}

/** A page: a title row with its actions, then the content. */
export function Page({ title, note, actions, fills = false, children }: PageProps) {
  useTitle(title)
  return (
    <div className="page" data-fills={fills || undefined}>
      <div className="title-row">
        <h1>{title}</h1>
        {note === undefined ? null : <span className="muted">{note}</span>}
        {actions === undefined ? null : <div className="line-of push wraps">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

/** Names the browser tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t('common.product')}`
  }, [title])
}
