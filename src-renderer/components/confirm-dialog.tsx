import { Button, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { t } from '../i18n/index.ts'
import { Dialog } from './dialog.tsx'
import { ProblemAlert } from './problem-alert.tsx'

interface ConfirmProps {
  readonly title: string
  /** What will happen, in a sentence or two. */
  readonly children: ReactNode
  readonly action: string
  /** For what cannot be undone: the name that has to be typed. */
  readonly typed?: string
  /** Ask for a reason, which goes into history and audit. */
  readonly reason?: boolean
  readonly danger?: boolean
  readonly pending: boolean
  readonly error: unknown
  onConfirm(reason: string): void
  onClose(): void
}

/** Says what will happen and asks once. What cannot be undone needs the name typed. */
export function ConfirmDialog(props: ConfirmProps) {
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const ready = props.typed === undefined || typed.trim() === props.typed
  return (
    <Dialog onClose={props.onClose} title={props.title} size="md">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !props.pending) props.onConfirm(reason)
        }}
      >
        <div className="mid">{props.children}</div>
        {props.reason === true ? (
          <TextInput
            label={t('confirm.reason')}
            description={t('confirm.reasonHint')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-autofocus={props.typed === undefined ? true : undefined}
          />
        ) : null}
        {props.typed === undefined ? null : (
          <TextInput
            data-autofocus
            autoComplete="off"
            label={t('confirm.typeName', { name: props.typed })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        )}
        <ProblemAlert error={props.error} />
        <div className="line-of">
          <Button variant="subtle" color="gray" className="push" onClick={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            variant="filled"
            color={props.danger === false ? 'accent' : 'red'}
            disabled={!ready}
            loading={props.pending}
            data-autofocus={props.typed === undefined && props.reason !== true ? true : undefined}
          >
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
