import { activityList } from '../../contract/activity.ts'
import { type Binding, bind } from '../bind.ts'
import { listActivity } from './list.ts'

export const activityBindings: readonly Binding[] = [bind(activityList, listActivity)]
