type Needs = {
  readonly window: Pick<Window, 'addEventListener' | 'history' | 'location' | 'setTimeout'>
  /** Called after each change of page, with the address that was left. */
  readonly onChanged: (leftUrl: string) => void
}

/**
 * Notices when a page changes without being loaded: `pushState`, and the browser's back and forward. A new fragment is no
 * new page. The call comes a turn later, when most frameworks have set the new title.
 */
export function watchNavigation({ window, onChanged }: Needs): void {
  let place = placeOf(window.location)
  let url = window.location.href

  function look(): void {
    window.setTimeout(() => {
      const now = placeOf(window.location)
      const leftUrl = url
      url = window.location.href
      if (now === place) return
      place = now
      onChanged(leftUrl)
    }, 0)
  }

  const { history } = window
  const pushState = history.pushState.bind(history)
  history.pushState = (...args) => {
    pushState(...args)
    look()
  }
  window.addEventListener('popstate', look)
}

function placeOf({ pathname, search }: Location): string {
  return pathname + search
}
