import type { ApprovalNotice, Intent } from '../../src-engine/contract/desktop-bridge.ts'

/** What this needs of Electron's Notification. */
export interface NotificationPort {
  on(event: 'click' | 'close', listener: () => void): unknown
  show(): void
}

interface NotificationDeps {
  create(options: { title: string; body: string; urgency: 'critical' }): NotificationPort
  /** False where the system shows none. */
  isSupported(): boolean
  /** While the window is in front, the page itself shows what waits. */
  isInFront(): boolean
  focus(): void
  send(intent: Intent): void
}

const REMEMBERED = 500

/**
 * Tells the person that an approval waits for them; a click opens it. Once for each approval, however often the page
 * says so (it does after every reconnect).
 */
export function createNotifyApproval({
  create,
  isSupported,
  isInFront,
  focus,
  send,
}: NotificationDeps): (notice: ApprovalNotice) => void {
  const told = new Set<string>()
  // Held until they are closed: a collected Notification loses its click.
  const open = new Set<NotificationPort>()
  return ({ id, agent, tool }) => {
    if (told.has(id)) return
    told.add(id)
    for (const oldest of told) {
      if (told.size <= REMEMBERED) break
      told.delete(oldest)
    }
    if (isInFront() || !isSupported()) return
    const notification = create({
      title: `${agent} asks before it acts`,
      body: `It wants to use ${tool}. Click to see exactly what.`,
      urgency: 'critical',
    })
    open.add(notification)
    notification.on('click', () => {
      focus()
      send({ kind: 'open-approval', approval: id })
    })
    notification.on('close', () => open.delete(notification))
    notification.show()
  }
}
