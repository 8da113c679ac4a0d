import type { AgentTurn } from '../../../../src-engine/contract/runtime.ts'
import { Avatar } from '../../../components/avatar.tsx'
import { Mark } from '../../../components/shapes.tsx'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge, type StateWord } from '../../../components/state-badge.tsx'
import { oneLine } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import type { LiveCall } from './run-live.ts'

interface TurnViewProps {
  readonly turn: Pick<AgentTurn, 'role' | 'text' | 'toolCalls'> & { readonly at?: string }
  readonly who: string
  /** Words are still coming. */
  readonly open?: boolean
}

/** One turn: what a person, the agent or a tool said. */
export function TurnView({ turn, who, open = false }: TurnViewProps) {
  return (
    <article className="turn" data-role={turn.role}>
      {turn.role === 'tool' ? <Mark tone="idle" shape="square" /> : <Avatar name={who} size="md" />}
      <div>
        <div className="line-of">
          <b>{who}</b>
          {turn.at === undefined ? null : (
            <span className="muted small">
              <RelativeTime at={turn.at} />
            </span>
          )}
        </div>
        {turn.text === '' && !open ? null : (
          <div className={open ? 'turn-text caret' : 'turn-text'}>
            {turn.text === '' ? <span className="muted">{t('agent.thinking')} </span> : turn.text}
          </div>
        )}
        {(turn.role === 'tool' ? [] : turn.toolCalls).map((call) => (
          <div key={call.call} className="call-line">
            <Mark tone="idle" shape="pulse" />
            <b>{call.tool}</b>
            <code className="muted clip">{oneLine(call.args)}</code>
          </div>
        ))}
      </div>
    </article>
  )
}

const words: Readonly<Record<LiveCall['phase'], StateWord>> = {
  asked: 'pending',
  waiting: 'waitingForYou',
  denied: 'deny',
  acting: 'working',
  done: 'done',
}

/** A tool call while it is judged and carried out. */
export function LiveCallLine({ call }: { readonly call: LiveCall }) {
  return (
    <div className="call-line">
      <StateBadge state={words[call.phase]} />
      <b>{call.tool}</b>
      <span className="mid clip">{call.detail}</span>
    </div>
  )
}
