import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Role } from '../../../src-engine/contract/access.ts'
import { usersCreate } from '../../../src-engine/contract/users.ts'
import { useAct } from '../../api/index.ts'
import { Dialog } from '../../components/dialog.tsx'
import { fieldProblem, ProblemAlert } from '../../components/problem-alert.tsx'
import { t } from '../../i18n/index.ts'
import { RoleSelect } from './role-select.tsx'

export function AddPerson({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('member')
  const create = useAct(usersCreate, onClose)
  return (
    <Dialog onClose={onClose} title={t('team.add')}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          create.run({ body: { name, email, role, password } })
        }}
      >
        <p className="muted">{t('team.addHint')}</p>
        <TextInput
          data-autofocus
          required
          label={t('team.name')}
          value={name}
          error={fieldProblem(create.error, '/name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          required
          type="email"
          label={t('team.email')}
          value={email}
          error={fieldProblem(create.error, '/email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleSelect value={role} onChange={setRole} />
        <PasswordInput
          required
          minLength={12}
          autoComplete="new-password"
          label={t('team.password')}
          description={t('team.passwordHint')}
          value={password}
          error={fieldProblem(create.error, '/password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ProblemAlert error={create.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" variant="filled" loading={create.pending}>
            {t('common.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
