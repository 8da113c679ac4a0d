import { useState } from 'react'
import type { Deployment } from '../../../../src-engine/contract/deployments.ts'
import { RelativeTime } from '../../../components/relative-time.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { short } from '../../../format/index.ts'
import { t } from '../../../i18n/index.ts'
import { deploymentWord } from './deployment-word.ts'
import { Steps } from './steps.tsx'

export function EarlierDeployments({ deployments }: { readonly deployments: readonly Deployment[] }) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <div className="rows">
      {deployments.map((deployment) => (
        <div key={deployment.id} style={{ flexDirection: 'column', alignItems: 'stretch' }}>
          <button
            type="button"
            className="link-button"
            style={{ textDecoration: 'none' }}
            aria-expanded={open === deployment.id}
            onClick={() => setOpen(open === deployment.id ? null : deployment.id)}
          >
            <span className="line-of">
              <StateBadge state={deploymentWord(deployment.state)} />
              <b>{t(`deployment.kind.${deployment.kind}`)}</b>
              <code className="muted">{short(deployment.revision)}</code>
              <span className="muted push">
                <RelativeTime at={deployment.startedAt} />
              </span>
            </span>
          </button>
          {open === deployment.id ? (
            <>
              {deployment.detail === '' ? null : <p className="mid">{deployment.detail}</p>}
              <Steps steps={deployment.steps} />
            </>
          ) : null}
        </div>
      ))}
    </div>
  )
}
