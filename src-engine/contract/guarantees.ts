/**
 * What binds an agent, and from which level of the contract on (contractLevelSchema). Below it the program does not do its
 * part, and what is configured is only a wish. What the control center enforces alone binds from level 0.
 */
export const guarantees = [
  { id: 'stop', level: 0 },
  { id: 'freeze', level: 1 },
  { id: 'config', level: 2 },
  { id: 'budgets', level: 2 },
  { id: 'rules', level: 3 },
  { id: 'approvals', level: 3 },
  { id: 'limits', level: 3 },
  { id: 'resume', level: 4 },
] as const satisfies readonly { readonly id: string; readonly level: 0 | 1 | 2 | 3 | 4 }[]
