export { killMarked } from './kill-group.ts'
export type { ToolOutcome } from './tool.ts'
export { createToolbox, unavailable, type Toolbox } from './toolbox.ts'
