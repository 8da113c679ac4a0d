import { initials } from '../format/index.ts'

export function Avatar({ name, size = 'sm' }: { readonly name: string; readonly size?: 'sm' | 'md' | 'lg' }) {
  return (
    <span className="avatar" data-size={size} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
