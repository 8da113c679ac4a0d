export { type ApiConfig, defaultLimits } from './api/index.ts'
export { type Engine, type EngineConfig, type EnginePorts, openEngine } from './compose/open-engine.ts'
export { EngineError } from './kernel/errors.ts'
export type { Logger } from './kernel/ports.ts'
