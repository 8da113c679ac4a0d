import { ends } from '../format/index.ts'
import { CopyId } from './copy.tsx'

/** What has an id, by its name where it has one; the id stands beside it by its ends, and one click copies the whole. */
export function NamedId({ id, name }: { readonly id: string; readonly name: string | null }) {
  if (name === null) return <CopyId value={id} text={ends(id)} />
  return (
    <span className="line-of" style={{ gap: 6, minWidth: 0 }}>
      <span className="clip">{name}</span>
      <CopyId value={id} text={ends(id)} />
    </span>
  )
}
