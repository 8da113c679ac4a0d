import { dataBackup } from '../../contract/data.ts'
import { type Binding, bind } from '../bind.ts'
import { backUp } from './backup.ts'

export const dataBindings: readonly Binding[] = [bind(dataBackup, backUp)]
