import { useState } from 'react'
import type { ToolCall } from '../../../../src-engine/contract/activity.ts'
import type { Approval } from '../../../../src-engine/contract/approvals.ts'
import { CodeBlock } from '../../../components/code-block.tsx'
import type { Shape, Tone } from '../../../components/shapes.tsx'
import { oneLine, took } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { ApprovalBox } from './approval-box.tsx'

/** A tool call: what was called with what, how it was judged and why, what came back. */
export function ToolBody({ call, approval }: { readonly call: ToolCall; readonly approval: Approval | null }) {
  const [open, setOpen] = useState(false)
  const waiting = approval?.state === 'waiting'
  const long = call.output !== null && (call.output.length > 160 || call.output.includes('\n'))
  return (
    <>
      <b>{call.tool}</b> {waiting ? null : <code>{oneLine(call.args)}</code>} {suffix(call, approval)}
      {waiting ? <ApprovalBox approval={approval} /> : null}
      {denialsOf(approval).map(({ user, comment }) => (
        <div key={user} className="mid">
          “{comment}”
        </div>
      ))}
      {call.verdict === 'deny' ? <div className="mid">{call.reason}</div> : null}
      {call.verdict !== 'deny' && call.output !== null && !open ? (
        <div className="mid clip">
          {call.output.split('\n', 1)[0]?.slice(0, 160)}{' '}
          {long ? (
            <button type="button" className="link-button" onClick={() => setOpen(true)}>
              {t('agent.showOutput')}
            </button>
          ) : null}
        </div>
      ) : null}
      {open ? (
        <>
          <CodeBlock text={call.output ?? ''} label={call.tool} maxHeight={320} />
          <button type="button" className="link-button" onClick={() => setOpen(false)}>
            {t('agent.hideOutput')}
          </button>
        </>
      ) : null}
    </>
  )
}

/** The votes that told the agent why its call was denied. */
function denialsOf(approval: Approval | null): readonly Approval['votes'][number][] {
  return approval?.votes.filter(({ decision, comment }) => decision === 'deny' && comment !== '') ?? []
}

function suffix(call: ToolCall, approval: Approval | null): string {
  if (approval?.state === 'waiting') return t('agent.asksApproval')
  if (approval?.state === 'expired') return t('agent.wasExpired')
  if (approval?.state === 'withdrawn') return t('agent.wasWithdrawn')
  if (call.verdict === 'deny' || approval?.state === 'denied') return t('agent.wasDenied')
  if (approval?.state === 'approved') return t('agent.wasApproved')
  return ''
}

export function lookOfCall(call: ToolCall, approval: Approval | null): readonly [Tone, Shape] {
  if (approval?.state === 'waiting') return ['info', 'ring']
  if (approval?.state === 'expired') return ['warn', 'triangle']
  if (approval?.state === 'withdrawn') return ['idle', 'square']
  if (call.verdict === 'deny' || approval?.state === 'denied') return ['bad', 'cross']
  if (call.outcome === null) return ['info', 'ring']
  return call.outcome === 'ok' ? ['ok', 'check'] : ['warn', 'triangle']
}

export function timeOf(call: ToolCall): string {
  return call.durationMs === null ? '' : took(call.durationMs)
}
