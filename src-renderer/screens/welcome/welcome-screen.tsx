import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { t } from '../../i18n/index.ts'
import { Front } from '../sign-in/front.tsx'
import { AgentStep } from './agent-step.tsx'
import { ProviderStep } from './provider-step.tsx'
import { TargetStep } from './target-step.tsx'

/** From an empty company to an agent at work in three choices; each can be skipped. */
export function WelcomeScreen() {
  const [step, setStep] = useState<1 | 2 | 3>(1)
  return (
    <Front title={t('welcome.steps')} wide>
      <div className="stack">
        <h1>{t('welcome.steps')}</h1>
        <p className="mid">{t('welcome.stepsHint')}</p>
        <section className="card card-body stack" aria-label={t('welcome.step', { n: step })}>
          <div className="muted small">{t('welcome.step', { n: step })}</div>
          {step === 1 ? (
            <ProviderStep next={() => setStep(2)} />
          ) : step === 2 ? (
            <TargetStep next={() => setStep(3)} back={() => setStep(1)} />
          ) : (
            <AgentStep back={() => setStep(2)} />
          )}
        </section>
        <p>
          <Link to="/">{t('welcome.later')}</Link>
        </p>
      </div>
    </Front>
  )
}
