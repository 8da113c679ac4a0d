import { agentsTemplates } from '../../../src-engine/contract/agents.ts'
import { useOperation } from '../../api/index.ts'
import { t } from '../../i18n/index.ts'
import './template-choice.css'

interface TemplateChoiceProps {
  readonly value: string | null
  onChange(template: string | null, name: string): void
}

/** Ready descriptions as cards, one of them chosen; each says what it may do before one looks at any rule. */
export function TemplateChoice({ value, onChange }: TemplateChoiceProps) {
  const templates = useOperation(agentsTemplates, {}).data?.items ?? []
  return (
    <fieldset className="templates">
      <legend>{t('agents.template')}</legend>
      {templates.map((template) => {
        const asks = Object.values(template.config.permissions.rules).filter(({ verdict }) => verdict === 'ask').length
        return (
          <Option
            key={template.id}
            id={template.id}
            name={template.name}
            checked={value === template.id}
            onChoose={() => onChange(template.id, template.name)}
          >
            {template.summary}
            <span className="muted">
              {t('agents.toolCount', { count: template.config.tools.length })}
              {asks === 0 ? '' : ` · ${t('agents.asksCount', { count: asks })}`}
            </span>
          </Option>
        )
      })}
      <Option id="blank" name={t('agents.blank')} checked={value === null} onChoose={() => onChange(null, '')}>
        {t('agents.blankHint')}
      </Option>
    </fieldset>
  )
}

interface OptionProps {
  readonly id: string
  readonly name: string
  readonly checked: boolean
  readonly children: React.ReactNode
  onChoose(): void
}

function Option({ id, name, checked, children, onChoose }: OptionProps) {
  return (
    <label className="template" data-checked={checked || undefined}>
      <input type="radio" name="template" value={id} checked={checked} onChange={onChoose} aria-label={name} />
      <b>{name}</b>
      <span className="template-text">{children}</span>
    </label>
  )
}
