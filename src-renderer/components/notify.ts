import { create } from 'zustand'

interface Toast {
  readonly message: string
  readonly tone: 'plain' | 'bad'
}

/** Whether anything was ever to be said: what shows it is loaded with the first message. */
export const useToasts = create<{ readonly waiting: readonly Toast[]; readonly wanted: boolean }>(() => ({
  waiting: [],
  wanted: false,
}))

/** Says something in the corner for a few seconds. For what went well; what went wrong stays where it happened. */
export function notify(message: string, tone: Toast['tone'] = 'plain'): void {
  useToasts.setState(({ waiting }) => ({ waiting: [...waiting, { message, tone }], wanted: true }))
}
