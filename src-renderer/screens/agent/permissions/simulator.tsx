import { Autocomplete, Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { z } from 'zod'
import { agentsCheck, type AgentView } from '../../../../src-engine/contract/agents.ts'
import type { Profile } from '../../../../src-engine/contract/permissions.ts'
import { referenceTools } from '../../../../src-engine/contract/reference-tools.ts'
import { jsonValueSchema } from '../../../../src-engine/contract/values.ts'
import { useAct } from '../../../api/index.ts'
import { Card } from '../../../components/card.tsx'
import { Notice } from '../../../components/notice.tsx'
import { ProblemAlert } from '../../../components/problem-alert.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { t } from '../../../i18n/index.ts'
import { exampleOf } from './example.ts'

const argsSchema = z.record(z.string(), jsonValueSchema)

/** "What would happen if it tried this?", answered by the code that judges real calls. */
export function Simulator({ agent, profile }: { readonly agent: AgentView; readonly profile: Profile | null }) {
  const [tool, setTool] = useState(agent.tools[0] ?? 'read')
  const [text, setText] = useState(() => exampleOf(agent.tools[0] ?? 'read'))
  const check = useAct(agentsCheck)
  const args = parsed(text)
  const answer = check.result
  return (
    <aside aria-label={t('permissions.check')}>
      <Card title={t('permissions.check')} note={profile === null ? undefined : t('permissions.unsaved')}>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            if (args.ok)
              check.run({
                params: { id: agent.id },
                body: { tool, args: args.value, ...(profile === null ? {} : { permissions: profile }) },
              })
          }}
        >
          <p className="muted">{t('permissions.checkIntro')}</p>
          <Autocomplete
            label={t('permissions.tool')}
            value={tool}
            data={[...new Set([...referenceTools.map(({ id }) => id), ...agent.tools])]}
            onChange={setTool}
            onOptionSubmit={(next) => setText(exampleOf(next))}
          />
          <Textarea
            label={t('permissions.args')}
            minRows={4}
            maxRows={14}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mono)', fontSize: 12 } }}
            value={text}
            error={args.ok ? undefined : t('permissions.argsBad', { why: args.why })}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={check.pending} disabled={!args.ok || tool === ''}>
              {t('permissions.ask_it')}
            </Button>
          </div>
          <ProblemAlert error={check.error} />
          {answer === undefined ? null : (
            <div className="stack stack-8" aria-live="polite">
              <Notice tone={answer.verdict === 'deny' ? 'bad' : 'info'}>
                <StateBadge state={answer.verdict} word={t(`permissions.${answer.verdict}`)} /> {answer.reason}
                {answer.rule === null ? null : (
                  <span className="mid">
                    {' '}
                    · {t('permissions.byRule')} “
                    {profile?.rules[answer.rule]?.label ?? agent.permissions.rules[answer.rule]?.label ?? answer.rule}”
                  </span>
                )}
              </Notice>
              <h3>{t('permissions.trace')}</h3>
              <ol className="steps">
                {answer.trace.map((step) => (
                  <li key={step.step + step.detail}>
                    <span className="mid" style={{ width: 110, flex: 'none' }}>
                      {step.step}
                    </span>
                    <b style={{ width: 76, flex: 'none' }}>{step.outcome}</b>
                    <span className="grow">{step.detail}</span>
                  </li>
                ))}
              </ol>
            </div>
          )}
        </form>
      </Card>
    </aside>
  )
}

type Parsed =
  | { readonly ok: true; readonly value: z.output<typeof argsSchema> }
  | { readonly ok: false; readonly why: string }

function parsed(text: string): Parsed {
  try {
    const result = argsSchema.safeParse(JSON.parse(text))
    return result.success ? { ok: true, value: result.data } : { ok: false, why: result.error.issues[0]?.message ?? '' }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, why: error.message }
    throw error
  }
}
