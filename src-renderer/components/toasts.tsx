import '@mantine/notifications/styles.css'
import { Notifications, notifications } from '@mantine/notifications'
import { useEffect } from 'react'
import { useToasts } from './notify.ts'

/** Shows what `notify` was given. */
export function Toasts() {
  const waiting = useToasts((store) => store.waiting)
  useEffect(() => {
    if (waiting.length === 0) return
    for (const { message, tone } of waiting) notifications.show({ message, color: tone === 'bad' ? 'red' : 'accent' })
    useToasts.setState({ waiting: [] })
  }, [waiting])
  return <Notifications position="bottom-right" autoClose={6_000} transitionDuration={120} />
}
