import { Button, Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { runsCreate } from '../../../src-engine/contract/runs.ts'
import { useAct } from '../../api/index.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Notice } from '../../components/notice.tsx'
import { ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { isUp } from '../agents/agent-state.ts'

/** One task in words; the run opens where one can watch it. */
export function TaskDialog({ agent, onClose }: { readonly agent: AgentView; onClose(): void }) {
  const navigate = useNavigate()
  const [task, setTask] = useState('')
  const give = useAct(runsCreate, (run) => {
    onClose()
    void navigate({ to: '/agents/$agentId/conversation', params: { agentId: agent.id }, search: { run: run.id } })
  })
  const send = () => task.trim() !== '' && give.run({ params: { id: agent.id }, body: { task } })
  return (
    <Dialog onClose={onClose} title={t('agent.taskTitle', { name: agent.name })} size="lg">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        {isUp(agent) ? null : <Notice tone="warn">{t('agent.taskNotUp')}</Notice>}
        <Textarea
          data-autofocus
          label={t('agent.task')}
          description={t('agent.taskHint')}
          minRows={5}
          maxRows={16}
          maxLength={50_000}
          value={task}
          onChange={(event) => setTask(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
        />
        <ProblemAlert error={give.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={give.pending} disabled={task.trim() === '' || !isUp(agent)}>
            {t('agent.taskSend')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
