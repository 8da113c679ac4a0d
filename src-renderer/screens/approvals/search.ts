import { z } from 'zod'

export const approvalsSearch = z.object({
  show: z.enum(['decided']).optional().catch(undefined),
  id: z.string().optional().catch(undefined),
})
