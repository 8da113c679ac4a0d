import type { ReactNode } from 'react'
import '../agents/template-choice.css'

interface ChoiceProps {
  readonly group: string
  readonly title: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly children: ReactNode
  onChoose(): void
}

/** One of several ways, as a card that says what it means. */
export function Choice({ group, title, checked, disabled = false, children, onChoose }: ChoiceProps) {
  return (
    <label className="template" data-checked={checked || undefined}>
      <input type="radio" name={group} checked={checked} disabled={disabled} onChange={onChoose} aria-label={title} />
      <b>{title}</b>
      <span className="template-text">{children}</span>
    </label>
  )
}
