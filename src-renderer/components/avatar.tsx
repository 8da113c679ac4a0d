import { initials } from '../format/index.ts'

export function Avatar({ name, size = 'sm' }: { readonly name: string; readonly size?: 'sm' | 'md' | 'lg' }) {
  // The letters are decoration and no text: the name stands beside them.
  return <span className="avatar" data-size={size} data-initials={initials(name)} aria-hidden="true" />
}
