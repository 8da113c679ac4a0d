import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { clampBounds, type Rectangle } from './bounds.ts'

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 }
const beside: Rectangle = { x: 1440, y: 0, width: 2560, height: 1400 }

test('the first start is centered on the primary screen', () => {
  expect(clampBounds(null, [laptop, beside])).toEqual({ x: 80, y: 53, width: 1280, height: 820 })
})

test('a window comes back exactly where it was left', () => {
  const left = { x: 1600, y: 100, width: 1000, height: 800 }
  expect(clampBounds(left, [laptop, beside])).toEqual(left)
})

test('a window half outside is pushed in', () => {
  expect(clampBounds({ x: -300, y: 700, width: 1000, height: 800 }, [laptop])).toEqual({
    x: 0,
    y: 100,
    width: 1000,
    height: 800,
  })
})

test('a window on a screen that is gone opens in the middle of the primary one', () => {
  expect(clampBounds({ x: 2000, y: 200, width: 1000, height: 800 }, [laptop])).toEqual({
    x: 220,
    y: 63,
    width: 1000,
    height: 800,
  })
})

const side = fc.integer({ min: 300, max: 4000 })
const place = fc.integer({ min: -5000, max: 5000 })
const rectangle = fc.record({ x: place, y: place, width: side, height: side })
property.prop([fc.option(rectangle), fc.tuple(rectangle, rectangle)])(
  'always lies whole on one of the screens, and stays when asked again',
  (left, areas) => {
    const bounds = clampBounds(left, areas)
    const inside = areas.some(
      (area) =>
        bounds.x >= area.x &&
        bounds.y >= area.y &&
        bounds.x + bounds.width <= area.x + area.width &&
        bounds.y + bounds.height <= area.y + area.height,
    )
    expect(inside).toBe(true)
    expect(bounds.width).toBeGreaterThan(0)
  },
)
