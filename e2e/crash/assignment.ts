import { z } from 'zod'

/** What a round asks of the child that writes. */
export const assignmentSchema = z.object({
  directory: z.string(),
  seed: z.int(),
  /** The number of each writer's last operation that the store holds already. */
  main: z.array(z.int()),
  bulk: z.array(z.int()),
  /** Small, frequent checkpoints and moments of rest, so that the WAL is restarted while the round runs. */
  restarts: z.boolean(),
})
export type Assignment = z.output<typeof assignmentSchema>
