import type { Deployment } from '../../../../src-engine/contract/deployments.ts'
import { Mark, type Shape, type Tone } from '../../../components/shapes.tsx'
import { useNow } from '../../../components/use-now.ts'
import { took } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import './steps.css'

type Step = Deployment['steps'][number]

const looks = {
  waiting: ['idle', 'square', 'pending'],
  running: ['info', 'ring', 'working'],
  done: ['ok', 'check', 'done'],
  failed: ['bad', 'cross', 'failed'],
  compensated: ['warn', 'triangle', 'compensated'],
  cancelled: ['idle', 'square', 'cancelled'],
} as const satisfies Record<Step['state'], readonly [Tone, Shape, string]>

/** The steps as the journal knows them, each with what it found out. */
export function Steps({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol className="steps">
      {steps.map((step) => {
        const [tone, shape, word] = looks[step.state]
        return (
          <li key={step.id} data-state={step.state}>
            <Mark tone={tone} shape={shape} />
            <span className="hidden-visually">{t(`state.${word}`)}</span>
            <div className="grow">
              <div>{step.title}</div>
              {step.detail === '' ? null : (
                <div className={step.state === 'failed' ? 'step-output' : 'muted small'}>{step.detail}</div>
              )}
            </div>
            <Duration step={step} />
          </li>
        )
      })}
    </ol>
  )
}

function Duration({ step }: { readonly step: Step }) {
  const now = useNow(1000)
  if (step.startedAt === null) return null
  const end = step.endedAt === null ? Math.max(now, Date.parse(step.startedAt)) : Date.parse(step.endedAt)
  return <span className="muted num">{took(end - Date.parse(step.startedAt))}</span>
}
