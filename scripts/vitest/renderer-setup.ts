/** What Mantine asks of a browser and jsdom does not have. */
import { afterEach } from 'vitest'
import { notifications } from '@mantine/notifications'
import { cleanup } from '@testing-library/react'

window.matchMedia = (query: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  })

window.ResizeObserver = class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

Element.prototype.scrollIntoView = () => undefined

afterEach(() => {
  cleanup()
  notifications.clean() // they stand in a store of the module, which the files of a worker share
})
