import { Button } from '@mantine/core'
import { useState } from 'react'
import { agentsUpdate } from '../../../../src-engine/contract/agents.ts'
import { ProblemError } from '../../../../src-engine/contract/problem-error.ts'
import { useAct } from '../../../api/index.ts'
import { Notice } from '../../../components/notice.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { useCan } from '../../../session/index.ts'
import { useAgent } from '../use-agent.ts'
import { useLatestAgent } from '../use-latest-agent.ts'
import { ConfigurationForm } from './configuration-form.tsx'
import { changesOf, draftOf, patchOf, type Draft } from './draft.ts'
import { ReviewDialog } from './review-dialog.tsx'
import { Revisions } from './revisions.tsx'
import { useNames } from './use-names.ts'
import { notify } from '../../../components/notify.ts'

/** The description as a form. Saving shows what changes first, and never overwrites what somebody else saved meanwhile. */
export function ConfigurationTab() {
  const agent = useAgent()
  const isMember = useCan('member')
  const isAdmin = useCan('admin')
  const nameOf = useNames()
  // The version the edits stand on: it moves only when nothing was edited, or when theirs are taken in.
  const [base, setBase] = useState(agent)
  const [edited, setEdited] = useState<Partial<Draft>>({})
  const [reviewing, setReviewing] = useState(false)
  const dirty = Object.keys(edited).length > 0
  const stands = dirty ? base : agent
  const draft: Draft = { ...draftOf(stands), ...edited }
  const changes = changesOf(draftOf(stands), draft, nameOf)
  const latest = useLatestAgent(agent.id)
  const save = useAct(agentsUpdate, (saved) => {
    setReviewing(false)
    setEdited({})
    const deployed = saved.observed.revision !== null && saved.observed.revision !== saved.revision
    notify(t(deployed ? 'configuration.savedUndeployed' : 'configuration.saved', { revision: short(saved.revision) }))
  })
  const conflict = save.error instanceof ProblemError && save.error.code === 'precondition_failed'
  const takeIn = () => {
    setReviewing(false)
    save.reset()
    latest().then(setBase, globalThis.reportError)
  }
  const change = (part: Partial<Draft>) => {
    if (!dirty) setBase(agent)
    setEdited({ ...edited, ...part })
  }
  return (
    <div className="agent-cols">
      <div className="stack">
        {conflict || (dirty && agent.version !== base.version) ? (
          <Notice tone="warn" action={<Button onClick={takeIn}>{t('configuration.takeIn')}</Button>}>
            <b>{t('configuration.conflictTitle')}</b> {t('configuration.conflictText')}
          </Notice>
        ) : null}
        <p className="muted">
          {isAdmin ? t('configuration.intro') : isMember ? t('configuration.adminOnly') : t('configuration.viewOnly')}
        </p>
        <ConfigurationForm
          draft={draft}
          change={change}
          error={save.error}
          may={{ member: isMember, admin: isAdmin }}
        />
        <div className="save-bar card">
          <span className="mid grow">
            {changes.length === 0
              ? t('configuration.unchanged')
              : t('configuration.changed', { count: changes.length })}
          </span>
          <Button variant="subtle" color="gray" disabled={!dirty} onClick={() => setEdited({})}>
            {t('configuration.discard')}
          </Button>
          <Button variant="filled" disabled={changes.length === 0 || !isMember} onClick={() => setReviewing(true)}>
            {t('configuration.review')}
          </Button>
        </div>
      </div>
      <Revisions agent={agent} />
      {reviewing ? (
        <ReviewDialog
          changes={changes}
          pending={save.pending}
          error={conflict ? null : save.error}
          conflict={conflict}
          takeIn={takeIn}
          onClose={() => setReviewing(false)}
          onSave={() => save.run({ params: { id: agent.id }, body: patchOf(stands, draft), ifMatch: stands.version })}
        />
      ) : null}
    </div>
  )
}
