import {
  deploymentsCancel,
  deploymentsDeploy,
  deploymentsGet,
  deploymentsList,
  deploymentsLogs,
  deploymentsPlan,
} from '../../contract/deployments.ts'
import { type Binding, bind, bindStream } from '../bind.ts'
import { cancelDeployment } from './cancel.ts'
import { deployAgent } from './deploy.ts'
import { getDeployment } from './get.ts'
import { listDeployments } from './list.ts'
import { streamLogs } from './logs.ts'
import { planDeployment } from './plan.ts'

export const deploymentBindings: readonly Binding[] = [
  bind(deploymentsPlan, planDeployment),
  bind(deploymentsDeploy, deployAgent),
  bind(deploymentsList, listDeployments),
  bind(deploymentsGet, getDeployment),
  bind(deploymentsCancel, cancelDeployment),
  bindStream(deploymentsLogs, streamLogs),
]
