import path from 'node:path'
import { z } from 'zod'
import { listenSchema } from '../config/index.ts'

const targetSchema = z.union([
  z.strictObject({ host: z.string().min(1).max(253), port: z.int().min(1).max(65_535) }),
  z.strictObject({
    socket: z
      .string()
      .max(4096)
      .refine((value) => path.isAbsolute(value), 'is not an absolute path'),
  }),
])

/**
 * `forwarder.json`: pipes, each `{listen, to}`. Beside an agent without a network there are two: a socket in the shared
 * volume to the runtime listener, and a TCP port to the agent's own socket.
 */
export const forwarderConfigSchema = z.strictObject({
  pipes: z
    .array(z.strictObject({ listen: listenSchema, to: targetSchema }))
    .min(1)
    .max(16),
})
