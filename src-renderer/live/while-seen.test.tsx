import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { whileSeen } from './while-seen.ts'

let seen = true
let log: string[] = []
let stop: () => void = () => undefined
beforeEach(() => {
  vi.useFakeTimers()
  seen = true
  log = []
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (seen ? 'visible' : 'hidden'))
})
afterEach(() => {
  stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function start(): void {
  stop = whileSeen((late) => {
    log.push(late ? 'open late' : 'open')
    return () => log.push('close')
  })
}
function turn(to: boolean): void {
  seen = to
  document.dispatchEvent(new Event('visibilitychange'))
}

test('a page opened in the background opens nothing, not when it has loaded either, until it is seen', () => {
  seen = false
  start()
  window.dispatchEvent(new Event('pageshow'))
  expect(log).toEqual([])
  turn(true)
  expect(log).toEqual(['open late'])
})

test('a page looked away from keeps its stream for five seconds; one kept for the way back gives it up at once', () => {
  start()
  turn(false)
  vi.advanceTimersByTime(4_999)
  turn(true)
  expect(log).toEqual(['open'])
  turn(false)
  vi.advanceTimersByTime(5_000)
  expect(log).toEqual(['open', 'close'])
  turn(true)
  window.dispatchEvent(new Event('pagehide'))
  window.dispatchEvent(new Event('pageshow'))
  expect(log).toEqual(['open', 'close', 'open late', 'close', 'open late'])
})
