import { Button, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { agentsCreate, agentsTemplates } from '../../../src-engine/contract/agents.ts'
import { useAct, useOperation } from '../../api/index.ts'
import { Dialog } from '../../components/dialog.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { ModelFields, type ModelChoice } from './model-fields.tsx'
import { TargetSelect } from './target-select.tsx'
import { TemplateChoice } from './template-choice.tsx'
import { useDefaults } from './use-defaults.ts'

/** Describes a new agent. Nothing runs yet: it opens on its page, ready to be looked at and deployed. */
export function NewAgent({ onClose }: { onClose(): void }) {
  const navigate = useNavigate()
  const [template, setTemplate] = useState<string | null | undefined>()
  const [name, setName] = useState('')
  const [model, setModel] = useState<ModelChoice | null | undefined>()
  const [target, setTarget] = useState<string | null | undefined>()
  const defaults = useDefaults()
  const create = useAct(
    agentsCreate,
    (agent) => void navigate({ to: '/agents/$agentId/deployment', params: { agentId: agent.id } }),
  )
  const templates = useOperation(agentsTemplates, {}).data?.items
  const chosenTemplate = template === undefined ? (templates?.[0]?.id ?? null) : template
  const chosenModel = model === undefined ? defaults.model : model
  const chosenTarget = target === undefined ? defaults.target : target
  return (
    <Dialog onClose={onClose} title={t('agents.new')} size="lg">
      <form
        className="stack stack-16"
        onSubmit={(event) => {
          event.preventDefault()
          create.run({
            body: {
              name,
              ...(chosenTemplate === null ? {} : { template: chosenTemplate }),
              model: chosenModel === null || chosenModel.model === '' ? null : chosenModel,
              target: chosenTarget,
            },
          })
        }}
      >
        <TextInput
          data-autofocus
          required
          label={t('agents.name')}
          description={t('agents.nameHint')}
          value={name}
          maxLength={120}
          error={fieldProblem(create.error, '/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TemplateChoice value={chosenTemplate} onChange={setTemplate} />
        <ModelFields value={chosenModel} onChange={setModel} />
        <TargetSelect value={chosenTarget} onChange={setTarget} />
        <ProblemAlert error={create.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={create.pending} disabled={name.trim() === ''}>
            {t('agents.create')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
