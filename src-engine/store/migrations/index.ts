import type { Migration } from '../migrate.ts'
import { bulkTables } from './0001-bulk-tables.ts'
import { firstTables } from './0001-first-tables.ts'
import { toolCallsByTool } from './0002-tool-calls-by-tool.ts'
import { budgetSettled } from './0003-budget-settled.ts'
import { budgetDays } from './0004-budget-days.ts'
import { toolCallsPlaced } from './0005-tool-calls-placed.ts'

/** Every step of `control.db`, oldest first. A static list survives bundling. */
export const mainMigrations: readonly Migration[] = [firstTables]

/** Every step of `streams.db`. */
export const bulkMigrations: readonly Migration[] = [
  bulkTables,
  toolCallsByTool,
  budgetSettled,
  budgetDays,
  toolCallsPlaced,
]
