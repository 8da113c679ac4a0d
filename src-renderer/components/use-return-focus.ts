import { useEffect, useState } from 'react'

/** Gives the focus back to what had it before this component came, when it goes and nothing else took the focus. */
export function useReturnFocus(): void {
  const [origin] = useState(() => originOf(document.activeElement))
  useEffect(
    () => () => {
      if (document.activeElement === document.body) origin?.focus({ preventScroll: true })
    },
    [origin],
  )
}

/** An entry of a menu is gone once it was chosen: the button that opened the menu stands for it. */
function originOf(active: Element | null): HTMLElement | null {
  const menu = active?.closest('[role=menu]')
  const origin = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : active
  return origin instanceof HTMLElement ? origin : null
}
