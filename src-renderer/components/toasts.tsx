import '@mantine/notifications/styles.css'
import { Notifications, notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useToasts } from './notify.ts'

/** What a form is saved or discarded with stands at the foot of the page and is not to be covered. */
const aboveSaveBar = { root: { bottom: 64 } } as const

/** Shows what `notify` was given. */
export function Toasts() {
  const waiting = useToasts((store) => store.waiting)
  useEffect(() => {
    if (waiting.length === 0) return
    for (const { message, tone } of waiting) notifications.show({ message, color: tone === 'bad' ? 'red' : 'accent' })
    useToasts.setState({ waiting: [] })
  }, [waiting])
  return <Notifications position="bottom-right" styles={aboveSaveBar} autoClose={6_000} transitionDuration={120} />
}
