export const common = {
  product: 'Control Center',
  loading: 'Loading',
  unitOf: 'Unit of “{{label}}”',
  units: { s: 'seconds', min: 'minutes', h: 'hours', d: 'days' },
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  add: 'Add',
  remove: 'Remove',
  tryAgain: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
  agoSpan: '{{span}} ago',
  inSpan: 'in {{span}}',
  now: 'now',
  none: 'none',
  never: 'never',
  skip: 'Skip for now',
  back: 'Back',
  next: 'Continue',
  adminNeeded: 'Needs the role admin',
  ofTotal: '{{shown}} of {{total}} shown',
  you: 'you',
  all: 'All',
  any: 'any',
} as const

export const table = {
  selectAll: 'Select all shown',
  selectRow: 'Select {{name}}',
  next: 'Next row',
  previous: 'Previous row',
  open: 'Open',
  select: 'Select',
} as const

export const diff = { none: 'Nothing changes.', added: 'added', removed: 'removed' } as const

export const confirm = {
  reason: 'Reason (optional)',
  reasonHint: 'Kept in the history and the audit log.',
  typeName: 'Type “{{name}}” to go on',
} as const

export const shortcuts = {
  title: 'Keyboard shortcuts',
  palette: 'Go to an agent, screen or action',
  everywhere: 'Everywhere',
  sheet: 'This list',
  goOverview: 'Overview',
  goAgents: 'Agents',
  goApprovals: 'Approvals',
} as const

export const problem = {
  unexpected: 'Something went wrong in the dashboard.',
  nothingKnown: 'Nothing more is known.',
  requestId: 'Request',
  retryAfter_one: 'Try again in {{count}} second.',
  retryAfter_other: 'Try again in {{count}} seconds.',
  invalid_input: 'Some of this cannot be accepted.',
  unauthenticated: 'You are not signed in.',
  forbidden: 'Your role does not allow this.',
  not_found: 'This does not exist (any more).',
  conflict: 'This does not fit with how things are now.',
  precondition_failed: 'Somebody changed this meanwhile.',
  illegal_transition: 'The agent cannot do this in its present state.',
  payload_too_large: 'This is too large.',
  unsupported_media_type: 'This kind of content is not understood.',
  method_not_allowed: 'This cannot be done here.',
  rate_limited: 'Too many requests at once.',
  locked_out: 'Sign-in is paused after too many wrong passwords.',
  vault_locked: 'The vault is locked.',
  budget_exceeded: 'A budget does not allow this.',
  dependency_unavailable: 'Something this needs does not answer.',
  target_failed: 'The target could not do this.',
  timeout: 'This took too long.',
  storage_full: 'The disk is full.',
  read_only: 'Data can only be read at present.',
  internal: 'The control center made a mistake.',
} as const
