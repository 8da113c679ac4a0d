import { hasEnded } from '../../entities/runs/desk.ts'
import { EngineError } from '../../kernel/errors.ts'
import type { RunsPort } from '../../runtime/index.ts'
import { isOwnRun } from './own-run.ts'
import type { RuntimeParts } from './parts.ts'
import type { RunMeter } from './run-meter.ts'

export function createRunsPort({ services }: RuntimeParts, meter: RunMeter): RunsPort {
  const { runs, store, approvals } = services
  return {
    isOpen: (who, run) => runs.isOpen(who.agent, run),
    isOwn: (who, run) => isOwnRun(services, who, run),
    used: (_who, run) => meter.of(run),
    owed(who) {
      // Never an empty list: the agent would cancel the runs it has. It asks again until it is in service.
      if (services.deployments.inService(who.agent) !== who.instance) {
        return Promise.reject(
          new EngineError('dependency_unavailable', 'This instance is not in service yet.', {
            details: { retryAfter: 1 },
          }),
        )
      }
      return Promise.resolve(runs.openOf(who.agent).map(({ id, task }) => ({ run: id, task })))
    },
    async report(who, report) {
      if (!runs.isOpen(who.agent, report.run)) return
      await store.transaction({ org: who.org, actor: `agent:${who.agent}`, requestId: '' }, (tx) =>
        runs.report(tx, who.agent, report),
      )
      if (hasEnded(report.state)) await approvals.withdrawRun(who.org, report.run)
    },
  }
}
