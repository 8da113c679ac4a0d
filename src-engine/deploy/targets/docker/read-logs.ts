import type { LogLine } from '../../../contract/deployments.ts'
import type { TargetAdapter, WorkloadRef } from '../../adapter.ts'
import { EngineError } from '../../../kernel/errors.ts'
import type { DockerEngine } from './engine.ts'
import type { DockerKit } from './kit.ts'
import { logLines, tailOf } from './log-lines.ts'
import { activeOf, agentOf, partsOf } from './workload.ts'

type Wanted = Parameters<TargetAdapter['logs']>[1]

/** The tail of an agent's log, then what follows. Of an instance whose container is gone: what was kept of it. */
export async function* readLogs(
  kit: DockerKit,
  reach: () => Promise<DockerEngine>,
  ref: WorkloadRef,
  wanted: Wanted,
): AsyncGenerator<LogLine> {
  const engine = await reach()
  const parts = await partsOf(engine, ref)
  const part =
    wanted.instance === null
      ? (activeOf(parts) ?? parts.find(({ role }) => role !== 'forwarder'))
      : agentOf(parts, wanted.instance)
  if (part === undefined) {
    yield* (wanted.instance === null ? null : await kit.keptLogs.read(wanted.instance))?.slice(-wanted.tail) ?? []
    return
  }
  if (!wanted.follow) {
    yield* await tailOf(part.container, wanted.tail)
    return
  }
  const stream = await engine.patient
    .getContainer(part.info.Id)
    .logs({ stdout: true, stderr: true, timestamps: true, tail: wanted.tail, follow: true, abortSignal: wanted.signal })
  try {
    yield* logLines(buffers(stream))
  } catch (error) {
    // Whoever aborts has seen enough.
    if (!wanted.signal.aborted) throw error
  }
}

async function* buffers(stream: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk))
      throw new EngineError('internal', 'A log stream of Docker holds text where bytes are due.')
    yield chunk
  }
}
