import { Select } from '@mantine/core'
import { roles, type Role } from '../../../src-engine/contract/access.ts'
import { t } from '../../i18n/index.ts'
import { useSession } from '../../session/index.ts'

/** Roles up to one's own: nobody grants above themselves. */
export function RoleSelect({ value, onChange }: { readonly value: Role; onChange(role: Role): void }) {
  const own = useSession(({ session }) => (session.state === 'signed-in' ? session.user.role : 'viewer'))
  const grantable = roles.filter((role) => roles.indexOf(role) <= roles.indexOf(own)).reverse()
  return (
    <Select
      label={t('team.role')}
      description={t(`team.hint_${value}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      data={grantable.map((role) => ({ value: role, label: t(`team.role_${role}`) }))}
      onChange={(next) => onChange(roles.find((role) => role === next) ?? value)}
    />
  )
}
