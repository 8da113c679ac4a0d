import type { MessageBoxOptions } from 'electron'

interface DialogPort {
  showMessageBox(options: MessageBoxOptions): Promise<{ response: number }>
}

export interface Question {
  readonly message: string
  readonly detail: string
  /** Label of the button that does it, a verb. */
  readonly yes: string
  readonly no?: string
  /** Takes the question away; it then counts as not agreed. */
  readonly signal?: AbortSignal
}

/** Asks with a native dialog. Enter, Escape and closing it mean no: what is asked here stops or opens something. */
export function createAsk(dialog: DialogPort): (question: Question) => Promise<boolean> {
  return async ({ message, detail, yes, no = 'Cancel', signal }) => {
    const { response } = await dialog.showMessageBox({
      type: 'question',
      message,
      detail,
      buttons: [yes, no],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
      ...(signal === undefined ? {} : { signal }),
    })
    return response === 0 && signal?.aborted !== true
  }
}
