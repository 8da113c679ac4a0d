/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const SMALLEST = { width: 720, height: 520 } as const
const USUAL = { width: 1280, height: 820 } as const

/**
 * Where the window opens: as it was left, but never larger than, nor outside of, the screen that shows most of it. A
 * window left on a monitor that is gone comes back in the middle of the first one.
 * @param left null when nothing is remembered
 * @param areas work areas of the screens (without task bars), the primary first; at least one
 */
export function clampBounds(left: Rectangle | null, areas: readonly [Rectangle, ...Rectangle[]]): Rectangle {
  const [primary] = areas
  if (left === null) return centered(USUAL, primary)
  const home = areas.reduce((best, area) => (shared(left, area) > shared(left, best) ? area : best))
  if (shared(left, home) === 0) return centered(left, primary)
  const { width, height } = fitted(left, home)
  return {
    x: between(left.x, home.x, home.x + home.width - width),
    y: between(left.y, home.y, home.y + home.height - height),
    width,
    height,
  }
}

function centered(size: { readonly width: number; readonly height: number }, area: Rectangle): Rectangle {
  const { width, height } = fitted(size, area)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

/** At least the smallest size, at most the screen: on a screen smaller than that, the screen. */
function fitted(size: { readonly width: number; readonly height: number }, area: Rectangle) {
  return {
    width: Math.min(Math.max(size.width, SMALLEST.width), area.width),
    height: Math.min(Math.max(size.height, SMALLEST.height), area.height),
  }
}

/** Pixels that two rectangles share. */
function shared(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(0, width) * Math.max(0, height)
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
