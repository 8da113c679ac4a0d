import type { AgentConfig } from '../../contract/agents.ts'
import { referenceTools } from '../../contract/reference-tools.ts'
import { providers } from '../../contract/providers.ts'
import { targets } from '../../contract/targets.ts'
import { invalidField } from '../../kernel/errors.ts'
import type { Tx } from '../../store/index.ts'
import { missingReference } from '../refusals.ts'

/** @throws EngineError `not_found` naming the field that points at something that is not there; `invalid_input` for a tool. */
export function checkReferences(tx: Tx, config: Partial<Pick<AgentConfig, 'model' | 'target' | 'tools'>>): void {
  if (config.target && !tx.get(targets, config.target)) throw missingReference('/target', 'target', config.target)
  if (config.model) {
    const provider = tx.get(providers, config.model.provider)?.doc
    if (!provider) throw invalidField('/model/provider', 'there is no such model provider')
  }
  for (const [index, tool] of (config.tools ?? []).entries()) {
    if (!referenceTools.some((known) => known.id === tool))
      throw invalidField(`/tools/${index}`, `there is no tool ${tool}`)
  }
}
