import { auditExport, auditList, auditVerify } from '../../contract/audit.ts'
import { type Binding, bind, bindStream } from '../bind.ts'
import { exportAudit } from './export.ts'
import { listAudit } from './list.ts'
import { verifyAudit } from './verify.ts'

export const auditBindings: readonly Binding[] = [
  bind(auditList, listAudit),
  bind(auditVerify, verifyAudit),
  bindStream(auditExport, exportAudit),
]
