import { toolCallsList } from '../../contract/activity.ts'
import { type Binding, bind } from '../bind.ts'
import { listToolCalls } from './list.ts'

export const toolCallBindings: readonly Binding[] = [bind(toolCallsList, listToolCalls)]
