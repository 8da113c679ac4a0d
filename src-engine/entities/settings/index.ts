import { settingsGet, settingsUpdate } from '../../contract/settings.ts'
import { type Binding, bind } from '../bind.ts'
import { getSettings } from './get.ts'
import { updateSettings } from './update.ts'

export const settingsBindings: readonly Binding[] = [
  bind(settingsGet, getSettings),
  bind(settingsUpdate, updateSettings),
]
