import { secretsCreate, secretsList, secretsRemove, secretsReplace } from '../../contract/secrets.ts'
import { type Binding, bind } from '../bind.ts'
import { createSecret } from './create.ts'
import { listSecrets } from './list.ts'
import { removeSecret } from './remove.ts'
import { replaceSecret } from './replace.ts'

export const secretBindings: readonly Binding[] = [
  bind(secretsList, listSecrets),
  bind(secretsCreate, createSecret),
  bind(secretsReplace, replaceSecret),
  bind(secretsRemove, removeSecret),
]
