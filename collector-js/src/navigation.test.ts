import { expect, test } from 'vitest'
import { watchNavigation } from './navigation.ts'

/** A window whose timers run when asked to. */
function createWindow(href: string) {
  const listeners: (() => void)[] = []
  const timers: (() => void)[] = []
  let url = new URL(href)
  const location = {
    get href() {
      return url.href
    },
    get pathname() {
      return url.pathname
    },
    get search() {
      return url.search
    },
  }
  const history = { pushState: (_state: unknown, _title: string, to: string) => go(to) }
  function go(to: string): void {
    url = new URL(to, url)
  }
  const window = {
    location,
    history,
    setTimeout: (work: () => void) => timers.push(work),
    addEventListener: (_name: string, listener: () => void) => listeners.push(listener),
  } as unknown as Parameters<typeof watchNavigation>[0]['window']
  return {
    window,
    push: (to: string) => history.pushState(null, '', to),
    back(to: string) {
      go(to)
      for (const listener of listeners) listener()
    },
    settle: () => timers.splice(0).forEach((work) => work()),
  }
}

test('a change of page is noticed once, with the page that was left; a fragment is none', () => {
  const page = createWindow('https://shop.example.com/a')
  const left: string[] = []
  watchNavigation({ window: page.window, onChanged: (url) => void left.push(url) })
  page.push('/b?x=1')
  page.settle()
  page.push('/b?x=1#part')
  page.settle()
  page.back('/a')
  page.settle()
  expect(left).toEqual(['https://shop.example.com/a', 'https://shop.example.com/b?x=1#part'])
})
