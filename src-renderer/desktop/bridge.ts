import type { DesktopBridge } from '../../src-engine/contract/desktop-bridge.ts'

declare global {
  /** Put there by the desktop window's preload. */
  var desktop: DesktopBridge | undefined
}

/** The shell around this page; null in a browser. */
export function desktopBridge(): DesktopBridge | null {
  return globalThis.desktop ?? null
}

/** Tells the shell something. A refusal is a fault of ours, not of the person, so it goes to the console alone. */
export function tell(told: Promise<void> | undefined): void {
  told?.catch((error: unknown) => globalThis.reportError(error))
}
