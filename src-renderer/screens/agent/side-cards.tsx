import { Link } from '@tanstack/react-router'
import type { AgentView } from '../../../src-engine/contract/agents.ts'
import { budgetsList } from '../../../src-engine/contract/budgets.ts'
import { guarantees } from '../../../src-engine/contract/guarantees.ts'
import { useOperation } from '../../api/index.ts'
import { Card, Facts } from '../../components/card.tsx'
import { Meter } from '../../components/meter.tsx'
import { Money } from '../../components/money.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { money, percent, tokens } from '../../format/index.ts'
import { t } from '../../i18n/index.ts'
import { AgentBadge } from '../agents/agent-badge.tsx'

/** Beside the work: what it costs today, what it may do, how it fares. */
export function SideCards({ agent }: { readonly agent: AgentView }) {
  return (
    <aside className="stack" aria-label={t('agent.today')}>
      <Today agent={agent} />
      <Binds agent={agent} />
      <Health agent={agent} />
    </aside>
  )
}

/** What holds for it: its own caps and those of the organization. */
function useBudgets(agent: AgentView) {
  return useOperation(budgetsList, { query: { agent: agent.id } }).data?.items ?? []
}

function Today({ agent }: { readonly agent: AgentView }) {
  const { todayMicroUsd, todayTokens, capMicroUsd } = agent.spend
  const daily = useBudgets(agent).find((budget) => budget.agent === agent.id && budget.cap.period === 'day')
  const tokenCap = daily?.cap.tokens ?? null
  return (
    <Card
      title={t('agent.today')}
      aside={
        <Link to="/agents/$agentId/budget" params={{ agentId: agent.id }}>
          {t('agent.budget')}
        </Link>
      }
    >
      <Facts
        items={[
          [
            t('agent.spend'),
            <span key="spend">
              <Money microUsd={todayMicroUsd} />{' '}
              {capMicroUsd === null ? (
                <span className="muted">{t('agents.noCap')}</span>
              ) : (
                <>
                  {t('agent.of')} <Money microUsd={capMicroUsd} />{' '}
                  <Meter
                    part={todayMicroUsd}
                    whole={capMicroUsd}
                    width={90}
                    label={t('agents.capUsed', { percent: percent(todayMicroUsd, capMicroUsd) })}
                  />
                </>
              )}
            </span>,
          ],
          [
            t('agent.tokens'),
            tokenCap === null ? (
              tokens(todayTokens)
            ) : (
              <span key="tokens">
                {t('budget.spent', { spent: tokens(todayTokens), cap: tokens(tokenCap) })}{' '}
                <Meter
                  part={todayTokens}
                  whole={tokenCap}
                  width={90}
                  label={t('agents.capUsed', { percent: percent(todayTokens, tokenCap) })}
                />
              </span>
            ),
          ],
        ]}
      />
    </Card>
  )
}

function Binds({ agent }: { readonly agent: AgentView }) {
  const { permissions, limits } = agent
  const rules = Object.values(permissions.rules)
  const labels = (verdict: 'ask' | 'deny') =>
    rules
      .filter((rule) => rule.verdict === verdict)
      .map((rule) => rule.label)
      .join(', ')
  const caps = useBudgets(agent).flatMap(({ cap }) =>
    [
      ...(cap.microUsd === null ? [] : [money(cap.microUsd)]),
      ...(cap.tokens === null ? [] : [t('agent.tokensAmount', { amount: tokens(cap.tokens) })]),
    ].map((amount) => t('agent.stopsAt', { amount, period: t(`budget.${cap.period}`) })),
  )
  const hosts = permissions.allowedHosts
  return (
    <Card
      title={t('agent.bindsHere')}
      aside={
        <Link to="/agents/$agentId/permissions" params={{ agentId: agent.id }}>
          {t('agent.permissions')}
        </Link>
      }
    >
      <Facts
        items={[
          ...byLevel(agent),
          ...(labels('ask') === '' ? [] : [[t('agent.asksBefore'), labels('ask')] as const]),
          ...(labels('deny') === '' ? [] : [[t('agent.never'), labels('deny')] as const]),
          [t('agent.otherwise'), t(`permissions.otherwise_${permissions.otherwise}`)],
          [
            t('agent.reaches'),
            hosts.length === 0 ? (
              t('agent.noHost')
            ) : (
              <span key="hosts" title={hosts.join('\n')}>
                {hosts.length <= 2 ? hosts.join(', ') : t('agent.hosts', { count: hosts.length })}
              </span>
            ),
          ],
          [
            t('agent.stops'),
            [...caps, t('agent.stopsAfter', { steps: limits.maxSteps, idle: limits.stepsWithoutProgress })].join(', '),
          ],
        ]}
      />
    </Card>
  )
}

/** What its program's level makes binding, in words; nothing before it has said its level. */
function byLevel({ observed: { level } }: AgentView): (readonly [string, string])[] {
  if (level === null) return []
  const words = (bind: boolean): string =>
    guarantees
      .filter((one) => one.level <= level === bind)
      .map(({ id }) => t(`agent.guarantee_${id}`))
      .join(' · ')
  const not = words(false)
  return [
    [t('agent.bindsAtLevel', { level }), words(true)],
    ...(not === '' ? [] : [[t('agent.doesNotBind'), not] as const]),
  ]
}

function Health({ agent }: { readonly agent: AgentView }) {
  const { observed } = agent
  return (
    <Card title={t('agent.health')}>
      <Facts
        items={[
          [
            t('agent.state'),
            <span key="state" className="line-of wraps">
              <AgentBadge agent={agent} />
              <span className="muted">
                <RelativeTime at={observed.since} />
              </span>
            </span>,
          ],
          [
            t('agent.probe'),
            observed.lastProbeAt === null ? t('agent.noProbe') : <RelativeTime key="probe" at={observed.lastProbeAt} />,
          ],
          [
            t('agent.heartbeat'),
            observed.lastSeenAt === null ? t('agent.notSeen') : <RelativeTime key="seen" at={observed.lastSeenAt} />,
          ],
          ...(observed.failures > 0 ? [[t('agent.failures'), `${observed.failures} / 5`] as const] : []),
          ...(observed.reason === '' ? [] : [[t('agent.reason'), observed.reason] as const]),
        ]}
      />
    </Card>
  )
}
