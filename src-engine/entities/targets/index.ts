import {
  targetsCreate,
  targetsDetect,
  targetsGet,
  targetsList,
  targetsRemove,
  targetsTest,
  targetsUpdate,
} from '../../contract/targets.ts'
import { type Binding, bind } from '../bind.ts'
import { createTarget } from './create.ts'
import { detectTargets } from './detect.ts'
import { getTarget } from './get.ts'
import { listTargets } from './list.ts'
import { removeTarget } from './remove.ts'
import { testTarget } from './test-target.ts'
import { updateTarget } from './update.ts'

export const targetBindings: readonly Binding[] = [
  bind(targetsList, listTargets),
  bind(targetsGet, getTarget),
  bind(targetsDetect, detectTargets),
  bind(targetsCreate, createTarget),
  bind(targetsUpdate, updateTarget),
  bind(targetsRemove, removeTarget),
  bind(targetsTest, testTarget),
]
