import { useEffect, useRef } from 'react'

export type Keys = {
  readonly down: () => void
  readonly up: () => void
  readonly enter: () => void
  readonly escape: () => void
  readonly pause: () => void
  readonly search: () => void
}

/** The page's keyboard: ↑ ↓ Enter Esc p and /. It keeps out of the way of whatever has a keyboard of its own. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    const listen = (pressed: KeyboardEvent) => {
      const act = actOf(pressed, latest.current)
      if (act === null) return
      pressed.preventDefault()
      act()
    }
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}

/** What typing belongs to: a field, or an open list of choices. */
const typing = 'input, textarea, select, [contenteditable="true"], [role="listbox"], [role="menu"]'
/** Parts that Enter presses and arrows scroll. */
const ownKeys = 'button, a, summary, [role="region"], [role="tab"]'

function actOf(pressed: KeyboardEvent, keys: Keys): (() => void) | null {
  if (pressed.defaultPrevented || pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null
  const target = pressed.target instanceof Element ? pressed.target : null
  if (target !== null && target.closest(typing) !== null) return null
  const isBusy = target !== null && target.closest(ownKeys) !== null
  switch (pressed.key) {
    case 'ArrowDown':
    case 'j':
      return isBusy ? null : keys.down
    case 'ArrowUp':
    case 'k':
      return isBusy ? null : keys.up
    case 'Enter':
      return isBusy ? null : keys.enter
    case 'Escape':
      return keys.escape
    case 'p':
      return keys.pause
    case '/':
      return keys.search
    default:
      return null
  }
}
