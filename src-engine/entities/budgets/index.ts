import {
  budgetsCreate,
  budgetsGet,
  budgetsList,
  budgetsRemove,
  budgetsUpdate,
  budgetsUsage,
} from '../../contract/budgets.ts'
import { type Binding, bind } from '../bind.ts'
import { createBudget } from './create.ts'
import { getBudget } from './get.ts'
import { listBudgets } from './list.ts'
import { removeBudget } from './remove.ts'
import { updateBudget } from './update.ts'
import { listUsage } from './usage.ts'

export const budgetBindings: readonly Binding[] = [
  bind(budgetsList, listBudgets),
  bind(budgetsGet, getBudget),
  bind(budgetsCreate, createBudget),
  bind(budgetsUpdate, updateBudget),
  bind(budgetsRemove, removeBudget),
  bind(budgetsUsage, listUsage),
]
