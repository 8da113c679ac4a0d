import type { Activity } from '../../../../src-engine/contract/activity.ts'
import type { Shape, Tone } from '../../../components/shapes.tsx'
import { money, took } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'

/** Anything that happened besides tool calls; a model call with its tokens and its price. */
export function EventBody({ event }: { readonly event: Activity }) {
  if (event.type === 'model_call') {
    return (
      <>
        <b>{t('agent.model')}</b> {event.message}
        <div className="mid">{usageOf(event)}</div>
      </>
    )
  }
  return (
    <>
      <b>{t(`activity.type.${event.type}`)}</b>
      <div className="mid" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {event.message}
      </div>
    </>
  )
}

/** The message tells the tokens; this is what they cost. */
function usageOf({ data }: Activity): string {
  return typeof data['microUsd'] === 'number' ? t('agent.used', { cost: money(data['microUsd']) }) : ''
}

export function lookOfEvent({ type }: Activity): readonly [Tone, Shape] {
  switch (type) {
    case 'model_call':
      return ['idle', 'pulse']
    case 'error':
    case 'incident':
      return ['bad', 'cross']
    case 'warning':
    case 'budget_alert':
      return ['warn', 'triangle']
    case 'message_sent':
      return ['ok', 'disc']
    default:
      return ['idle', 'disc']
  }
}

export function tookOf({ data }: Activity): string {
  return typeof data['durationMs'] === 'number' ? took(data['durationMs']) : ''
}
