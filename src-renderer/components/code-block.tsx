import { CopyButton } from './copy.tsx'

/** Exact text: arguments, output, keys. Scrolls on its own and can be copied. */
export function CodeBlock({
  text,
  label,
  maxHeight,
  copy = true,
}: {
  readonly text: string
  readonly label: string
  readonly maxHeight?: number
  readonly copy?: boolean
}) {
  return (
    <div className="code-box">
      <pre
        className="code"
        style={maxHeight === undefined ? undefined : { maxHeight }}
        role="region"
        aria-label={label}
        tabIndex={0}
      >
        {text}
      </pre>
      {copy ? <CopyButton value={text} className="code-copy" /> : null}
    </div>
  )
}
