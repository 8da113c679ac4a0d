import { useState } from 'react'
import { t } from '../../i18n/index.ts'
import { BASE } from '../../router.tsx'
import { setUp, type NewOrganization } from '../../session/index.ts'
import { Front } from '../sign-in/front.tsx'
import { OwnerForm } from './owner-form.tsx'
import { RecoveryKey } from './recovery-key.tsx'

interface Made {
  readonly recoveryKey: string
  enter(): void
}

/** First run: the company, its owner, and the key that gets the owner back in. */
export function SetupScreen({ token }: { readonly token: string | null }) {
  const [made, setMade] = useState<Made | null>(null)
  const [organization, setOrganization] = useState('')
  const submit = async (given: string, input: NewOrganization) => {
    const result = await setUp(given, input)
    setOrganization(input.organization)
    setMade(result)
  }
  return (
    <Front title={t('welcome.title')}>
      {made === null ? (
        <OwnerForm token={token} submit={submit} />
      ) : (
        <RecoveryKey
          organization={organization}
          recoveryKey={made.recoveryKey}
          onKept={() => {
            // The router begins where the address stands when one enters.
            globalThis.history.replaceState(null, '', `${BASE}/welcome`)
            made.enter()
          }}
        />
      )}
    </Front>
  )
}
