import { desktopBridge } from '../desktop/bridge.ts'

/** A page that was looked away from for a moment keeps its streams. */
const UNSEEN_MS = 5_000

/**
 * Keeps a stream open while somebody sees the page. Browsers allow six connections to one host, so tabs in the
 * background, those opened there too, and pages kept for the way back do without. The desktop window has no such bound,
 * and tells of approvals while it is hidden.
 * @param open starts the stream and returns what ends it; `late` tells that the page was unseen before, so that what
 * came in meanwhile was missed
 * @returns ends it for good
 */
export function whileSeen(open: (late: boolean) => () => void): () => void {
  const seen = () => document.visibilityState === 'visible' || desktopBridge() !== null
  let close = seen() ? open(false) : null
  let unseen: ReturnType<typeof setTimeout> | undefined
  function rest(): void {
    clearTimeout(unseen)
    close?.()
    close = null
  }
  function look(): void {
    clearTimeout(unseen)
    if (seen()) close ??= open(true)
    else unseen = setTimeout(rest, UNSEEN_MS)
  }
  document.addEventListener('visibilitychange', look)
  window.addEventListener('pagehide', rest)
  // Comes after every load, of a page opened in the background too.
  window.addEventListener('pageshow', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    window.removeEventListener('pagehide', rest)
    window.removeEventListener('pageshow', look)
    rest()
  }
}
