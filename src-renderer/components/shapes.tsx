export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'info'
export type Shape = 'disc' | 'triangle' | 'square' | 'cross' | 'ring' | 'check' | 'person' | 'pulse'

const paths = {
  disc: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  triangle: <path d="M5 .8 9.500 9H.5z" fill="currentColor" />,
  square: <path d="M1 1h8v8H1z" fill="currentColor" />,
  cross: <path d="m1.500 1.500 7 7M8.500 1.500l-7 7" stroke="currentColor" strokeWidth="2" />,
  ring: <circle cx="5" cy="5" r="3.600" fill="none" stroke="currentColor" strokeWidth="1.800" strokeDasharray="14 9" />,
  check: <path d="m1.500 5.300 2.300 2.300 4.700-5" fill="none" stroke="currentColor" strokeWidth="1.600" />,
  person: (
    <path
      d="M5 4.800a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM1.300 9.500c.4-2.200 1.900-3.300 3.700-3.300s3.300 1.100 3.700 3.300"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.100"
    />
  ),
  pulse: <path d="M.5 5h2l1.300-3.300L6.200 8.500 7.500 5h2" fill="none" stroke="currentColor" strokeWidth="1.100" />,
} as const satisfies Record<Shape, React.JSX.Element>

/** The small sign that goes with a colour, so that nothing is said by colour alone. */
export function ShapeIcon({ shape }: { readonly shape: Shape }) {
  return (
    <svg viewBox="0 0 10 10" aria-hidden="true" className={shape === 'ring' ? 'shape-ring' : undefined}>
      {paths[shape]}
    </svg>
  )
}

/** A sign in its own small square, as in timelines. The words beside it say the same. */
export function Mark({ tone, shape }: { readonly tone: Tone; readonly shape: Shape }) {
  return (
    <span className="mark-of" data-tone={tone}>
      <ShapeIcon shape={shape} />
    </span>
  )
}
