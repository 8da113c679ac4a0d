import { useState } from 'react'
import { providersCreate } from '../../../../src-engine/contract/providers.ts'
import { secretsCreate } from '../../../../src-engine/contract/secrets.ts'
import { useAct } from '../../../api/index.ts'
import type { ProviderStart } from './provider-dialog.tsx'
import type { ProviderView } from './provider-row.tsx'

export interface ProviderForm {
  readonly kind: ProviderStart['kind']
  readonly name: string
  readonly baseUrl: string
  readonly key: string
  readonly models: readonly string[]
  readonly ready: boolean
  readonly pending: boolean
  readonly error: unknown
  change(part: Partial<Pick<ProviderForm, 'kind' | 'name' | 'baseUrl' | 'key' | 'models'>>): void
  save(): Promise<void>
}

const names = { 'openai-compatible': '', anthropic: 'Anthropic', rehearsal: 'Rehearsal' } as const
/** What a kind offers when nothing else is known; the provider's own list is asked for with "Test". */
const suggested = { 'openai-compatible': [], anthropic: ['claude-sonnet-4-5'], rehearsal: ['rehearsal-1'] } as const

/** A provider and its key as one step for the person: the key goes into the vault first, then the provider names it. */
export function useProviderForm(start: ProviderStart, added: (provider: ProviderView) => void): ProviderForm {
  const [fields, setFields] = useState({
    kind: start.kind,
    name: start.name,
    baseUrl: start.baseUrl,
    key: '',
    models: start.models,
  })
  // A second try must not leave two secrets behind: the one that was stored is used again.
  const [stored, setStored] = useState<{ readonly key: string; readonly id: string } | null>(null)
  const putKey = useAct(secretsCreate)
  const create = useAct(providersCreate, added)
  const { kind, name, baseUrl, key, models } = fields

  async function secretId(): Promise<string | null> {
    if (kind === 'rehearsal' || key === '') return null
    if (stored?.key === key) return stored.id
    const secret = await putKey.ask({ body: { name: `${name} key`, value: key } })
    setStored({ key, id: secret.id })
    return secret.id
  }

  return {
    ...fields,
    ready:
      name.trim() !== '' &&
      (kind !== 'openai-compatible' || baseUrl.trim() !== '') &&
      (kind !== 'anthropic' || key !== ''),
    pending: putKey.pending || create.pending,
    error: putKey.error ?? create.error,
    change(part) {
      const byKind =
        part.kind === undefined || part.kind === kind ? {} : { name: names[part.kind], models: suggested[part.kind] }
      setFields({ ...fields, ...byKind, ...part })
    },
    async save() {
      try {
        const secret = await secretId()
        const address = kind === 'openai-compatible' ? baseUrl.trim() : null
        create.run({
          body: { name, kind, endpoint: { baseUrl: address, secret }, models: models.map((id) => ({ id })) },
        })
      } catch {
        // The refused key is shown through `error`.
      }
    },
  }
}
