import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { agentsCreate, agentsTemplates, type AgentView } from '../../../src-engine/contract/agents.ts'
import { deploymentsDeploy } from '../../../src-engine/contract/deployments.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Notice } from '../../components/notice.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { TemplateChoice } from '../agents/template-choice.tsx'
import { useDefaults } from '../agents/use-defaults.ts'

/** The first agent, described by a template and deployed at once. */
export function AgentStep({ back }: { back(): void }) {
  const navigate = useNavigate()
  const templates = useOperation(agentsTemplates, {}).data?.items
  const [chosen, setChosen] = useState<string | null | undefined>()
  const [name, setName] = useState<string | null>(null)
  const { model, target } = useDefaults()
  const template = chosen === undefined ? (templates?.[0]?.id ?? null) : chosen
  const called = name ?? templates?.find(({ id }) => id === template)?.name ?? ''
  const able = model !== null && target !== null
  const open = (agent: AgentView, act?: 'deploy') =>
    void navigate({ to: '/agents/$agentId/deployment', params: { agentId: agent.id }, search: { act } })
  const deploy = useAct(deploymentsDeploy)
  const create = useAct(agentsCreate, (agent) => {
    if (!able) open(agent)
    // The agent is there whether or not the deployment could begin; the plan on its page says why not.
    else
      deploy.ask({ params: { id: agent.id }, body: {} }).then(
        () => open(agent),
        () => open(agent, 'deploy'),
      )
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        create.run({ body: { name: called, model, target, ...(template === null ? {} : { template }) } })
      }}
    >
      <h2>{t('welcome.agentTitle')}</h2>
      <TemplateChoice value={template} onChange={setChosen} />
      <TextInput
        required
        label={t('welcome.agentName')}
        maxLength={120}
        value={called}
        error={fieldProblem(create.error, '/name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {able ? null : <Notice tone="info">{t('welcome.needsBoth')}</Notice>}
      <ProblemAlert error={create.error} />
      <div className="line-of">
        <Button onClick={back}>{t('common.back')}</Button>
        <Button variant="subtle" color="gray" className="push" onClick={() => void navigate({ to: '/' })}>
          {t('common.skip')}
        </Button>
        <Button
          type="submit"
          variant="filled"
          disabled={called.trim() === ''}
          loading={create.pending || deploy.pending}
        >
          {able ? t('welcome.deploy') : t('welcome.createDraft')}
        </Button>
      </div>
    </form>
  )
}
