import { systemDependencies, systemHealth, systemReady, systemStats } from '../../contract/system.ts'
import { type Binding, bind } from '../bind.ts'
import { listDependencies } from './dependencies.ts'
import { getHealth } from './health.ts'
import { getReady } from './ready.ts'
import { getStats } from './stats.ts'

export const systemBindings: readonly Binding[] = [
  bind(systemHealth, getHealth),
  bind(systemReady, getReady),
  bind(systemDependencies, listDependencies),
  bind(systemStats, getStats),
]
