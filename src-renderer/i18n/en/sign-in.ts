export const signIn = {
  title: 'Sign in',
  email: 'Email',
  password: 'Password',
  submit: 'Sign in',
  wrong: 'Email or password is not right.',
  locked: 'Too many wrong passwords. You can try again in {{span}}.',
  lockedOver: 'You can try again now.',
  ended: 'Your session ended. Sign in to go on where you were.',
  product: 'AgenticMail Control Center',
  unreachable: 'The control center does not answer',
  unreachableText:
    'Start it with “npm start”, or check that it still runs. This page tries again by itself every few seconds.',
} as const
