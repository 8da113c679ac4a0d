import {
  providersCreate,
  providersDetect,
  providersGet,
  providersList,
  providersRemove,
  providersTest,
  providersUpdate,
} from '../../contract/providers.ts'
import { type Binding, bind } from '../bind.ts'
import { createProvider } from './create.ts'
import { detectProviders } from './detect.ts'
import { getProvider } from './get.ts'
import { listProviders } from './list.ts'
import { removeProvider } from './remove.ts'
import { testProvider } from './test-provider.ts'
import { updateProvider } from './update.ts'

export { resolveProvider } from './resolve.ts'

export const providerBindings: readonly Binding[] = [
  bind(providersList, listProviders),
  bind(providersGet, getProvider),
  bind(providersDetect, detectProviders),
  bind(providersCreate, createProvider),
  bind(providersUpdate, updateProvider),
  bind(providersRemove, removeProvider),
  bind(providersTest, testProvider),
]
