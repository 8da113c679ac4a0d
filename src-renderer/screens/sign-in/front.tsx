import './front.css'
import type { ReactNode } from 'react'
import mark from '../../assets/mark.svg'
import { useTitle } from '../../components/page.tsx'
import { t } from '../../i18n/index.ts'

/** The quiet page before one is inside: sign-in and first run. */
export function Front({
  title,
  wide = false,
  children,
}: {
  readonly title: string
  readonly wide?: boolean
  readonly children: ReactNode
}) {
  useTitle(title)
  return (
    <main className="front">
      <div className="front-card" data-wide={wide || undefined}>
        <div className="front-brand">
          <img src={mark} alt="" />
          {t('signIn.product')}
        </div>
        {children}
      </div>
    </main>
  )
}
