import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { passwordSchema } from '../../../src-engine/contract/organizations.ts'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { useFocusAtStart } from '../sign-in/use-focus-at-start.ts'
import type { NewOrganization } from '../../session/index.ts'

interface OwnerFormProps {
  /** From the address; null when the page was opened without it. */
  readonly token: string | null
  submit(token: string, input: NewOrganization): Promise<void>
}

export function OwnerForm({ token, submit }: OwnerFormProps) {
  const [typedToken, setTypedToken] = useState('')
  const [fields, setFields] = useState<NewOrganization>({ organization: '', name: '', email: '', password: '' })
  const [again, setAgain] = useState('')
  const [pending, setPending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const set = (part: Partial<NewOrganization>) => setFields({ ...fields, ...part })
  const first = useFocusAtStart()
  const differ = again !== '' && again !== fields.password
  // Said once the second field is reached: nobody wants to be corrected while typing.
  const short =
    again !== '' && !passwordSchema.safeParse(fields.password).success ? t('welcome.passwordHint') : undefined

  async function send(): Promise<void> {
    setPending(true)
    setError(null)
    try {
      await submit(token ?? typedToken.trim(), fields)
    } catch (caught) {
      setError(caught)
    } finally {
      setPending(false)
    }
  }

  return (
    <form
      className="card card-body stack"
      onSubmit={(event) => {
        event.preventDefault()
        if (!differ) void send()
      }}
    >
      <h1>{t('welcome.title')}</h1>
      <p className="mid">{t('welcome.intro')}</p>
      {token === null ? (
        <TextInput
          required
          autoComplete="off"
          label={t('welcome.token')}
          description={t('welcome.tokenHint')}
          value={typedToken}
          onChange={(event) => setTypedToken(event.currentTarget.value)}
        />
      ) : null}
      <TextInput
        ref={first}
        required
        maxLength={120}
        autoComplete="organization"
        label={t('welcome.company')}
        description={t('welcome.companyHint')}
        value={fields.organization}
        error={fieldProblem(error, '/organization')}
        onChange={(event) => set({ organization: event.currentTarget.value })}
      />
      <TextInput
        required
        maxLength={120}
        autoComplete="name"
        label={t('welcome.name')}
        value={fields.name}
        error={fieldProblem(error, '/name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        required
        type="email"
        autoComplete="username"
        label={t('welcome.email')}
        description={t('welcome.emailHint')}
        value={fields.email}
        error={fieldProblem(error, '/email')}
        onChange={(event) => set({ email: event.currentTarget.value })}
      />
      <PasswordInput
        required
        minLength={12}
        autoComplete="new-password"
        label={t('welcome.password')}
        description={t('welcome.passwordHint')}
        value={fields.password}
        error={fieldProblem(error, '/password') ?? short}
        onChange={(event) => set({ password: event.currentTarget.value })}
      />
      <PasswordInput
        required
        autoComplete="new-password"
        label={t('welcome.again')}
        value={again}
        error={differ ? t('welcome.differ') : undefined}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      <ProblemAlert error={error} />
      {pending ? (
        <p className="muted" role="status">
          {t('welcome.creating')}
        </p>
      ) : null}
      <Button type="submit" variant="filled" loading={pending} disabled={differ}>
        {t('welcome.create')}
      </Button>
    </form>
  )
}
