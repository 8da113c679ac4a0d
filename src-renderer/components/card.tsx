import type { ReactNode } from 'react'

interface CardProps {
  readonly title?: ReactNode
  readonly note?: ReactNode
  readonly aside?: ReactNode
  readonly foot?: ReactNode
  /** Takes the height that is left and scrolls inside. */
  readonly fills?: boolean
  /** Without padding, for rows that carry their own. */
  readonly flush?: boolean
  readonly children: ReactNode
}

export function Card({ title, note, aside, foot, fills = false, flush = false, children }: CardProps) {
  return (
    <section className={fills ? 'card fills grow' : 'card'}>
      {title === undefined ? null : (
        <header className="card-head">
          <h2 className="clip">{title}</h2>
          {note === undefined ? null : <span className="muted clip">{note}</span>}
          {aside === undefined ? null : <span className="aside">{aside}</span>}
        </header>
      )}
      <div className={flush ? 'grow scrolls' : 'card-body'}>{children}</div>
      {foot === undefined ? null : <footer className="card-foot">{foot}</footer>}
    </section>
  )
}

/** Facts as term and value. */
export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="kv">
      {items.map(([term, value]) => (
        <div key={term} style={{ display: 'contents' }}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
