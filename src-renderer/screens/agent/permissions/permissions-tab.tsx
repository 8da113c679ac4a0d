import { Button } from '@mantine/core'
import { useState } from 'react'
import { agentsUpdate } from '../../../../src-engine/contract/agents.ts'
import type { Profile } from '../../../../src-engine/contract/permissions.ts'
import { ProblemError } from '../../../../src-engine/contract/problem-error.ts'
import { useAct } from '../../../api/index.ts'
import { Notice } from '../../../components/notice.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { changesOf } from '../configuration/draft.ts'
import { ReviewDialog } from '../configuration/review-dialog.tsx'
import '../configuration/configuration.css'
import { useAgent } from '../use-agent.ts'
import { useLatestAgent } from '../use-latest-agent.ts'
import { Bounds } from './bounds.tsx'
import { Rules } from './rules.tsx'
import { Simulator } from './simulator.tsx'
import { notify } from '../../../components/notify.ts'

/** What the agent may do, and the answer to "what would happen if it tried?" before anything is saved. */
export function PermissionsTab() {
  const agent = useAgent()
  const isAdmin = useCan('admin')
  const [base, setBase] = useState(agent)
  const [edited, setEdited] = useState<Profile | null>(null)
  const [reviewing, setReviewing] = useState(false)
  const stands = edited === null ? agent : base
  const profile = edited ?? agent.permissions
  const changes = changesOf({ permissions: stands.permissions }, { permissions: profile })
  const latest = useLatestAgent(agent.id)
  const save = useAct(agentsUpdate, (saved) => {
    setReviewing(false)
    setEdited(null)
    notify(t('configuration.saved', { revision: short(saved.revision) }))
  })
  const conflict = save.error instanceof ProblemError && save.error.code === 'precondition_failed'
  const takeIn = () => {
    setReviewing(false)
    save.reset()
    latest().then(setBase, globalThis.reportError)
  }
  const change = (part: Partial<Profile>) => {
    if (edited === null) setBase(agent)
    setEdited({ ...profile, ...part })
  }
  return (
    <div className="agent-cols" data-even>
      <div className="stack">
        {conflict || (edited !== null && agent.version !== base.version) ? (
          <Notice tone="warn" action={<Button onClick={takeIn}>{t('configuration.takeIn')}</Button>}>
            <b>{t('configuration.conflictTitle')}</b> {t('configuration.conflictText')}
          </Notice>
        ) : null}
        <p className="muted">{isAdmin ? t('permissions.intro') : t('permissions.viewOnly')}</p>
        <Rules profile={profile} change={change} disabled={!isAdmin} />
        <Bounds profile={profile} change={change} disabled={!isAdmin} />
        {isAdmin ? (
          <div className="save-bar card">
            <span className="mid grow">
              {changes.length === 0 ? t('configuration.unchanged') : t('permissions.reviewText')}
            </span>
            <Button variant="subtle" color="gray" disabled={edited === null} onClick={() => setEdited(null)}>
              {t('configuration.discard')}
            </Button>
            <Button variant="filled" disabled={changes.length === 0} onClick={() => setReviewing(true)}>
              {t('permissions.save')}
            </Button>
          </div>
        ) : null}
      </div>
      <Simulator agent={agent} profile={edited} />
      {reviewing ? (
        <ReviewDialog
          changes={changes}
          pending={save.pending}
          error={conflict ? null : save.error}
          conflict={conflict}
          takeIn={takeIn}
          onClose={() => setReviewing(false)}
          onSave={() => save.run({ params: { id: agent.id }, body: { permissions: profile }, ifMatch: stands.version })}
        />
      ) : null}
    </div>
  )
}
