import { carryOut, sortedCalls } from './calls.ts'
import { openEventQueue } from './event-queue.ts'
import { isJsonObject, type JsonObject } from './json.ts'
import { watchNavigation } from './navigation.ts'
import { campaignOf, pageFactsOf } from './page-context.ts'
import { post, postLeaving } from './post.ts'
import { createSender } from './sender.ts'
import { settingsOf, type Settings } from './settings.ts'
import { openStorage } from './storage.ts'
import { createTracker, type Tracker } from './tracker.ts'
import { makeUuid } from './uuid.ts'
import { openVisitor } from './visitor.ts'

const library = { name: 'signal.js', version: '0.1.0' } as const

/** The one thing a page sees: the calls, and `push` for those put down before the script was there. */
type PageApi = Tracker & { readonly version: string; push(call: unknown): void }

/** Everything put together; nothing of its own is sent before `begin`. */
function assemble(settings: Settings): { readonly api: PageApi; begin(): void } {
  const now = () => Date.now()
  const storage = openStorage(() => window.localStorage)
  const visitor = openVisitor({ storage, now, makeId: makeUuid })
  const queue = openEventQueue({ storage, pageId: makeUuid(), now })
  const url = `${settings.endpoint}/v1/batch`
  const sender = createSender({
    queue,
    writeKey: settings.writeKey,
    post: (body) => post(url, body),
    postLeaving: (body) => postLeaving(url, body),
    now,
    fraction: () => Math.random(),
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs)
      return () => clearTimeout(timer)
    },
  })
  let referrer = document.referrer
  const pageFacts = () => pageFactsOf(window.location, document.title, referrer)
  const tracker = createTracker({
    visitor,
    now,
    makeId: makeUuid,
    pageFacts,
    context: () => contextOf(pageFacts()),
    emit(event) {
      queue.push(event)
      sender.wake()
    },
  })
  window.addEventListener('pagehide', () => {
    sender.hurry()
    queue.leave()
  })
  // On phones this is the last that a page hears of before it is thrown out.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') sender.hurry()
  })
  return {
    api: { ...tracker, version: library.version, push: (call) => carryOut(call, tracker) },
    begin() {
      sender.wake()
      if (!settings.sendsPages) return
      whenSeen(() => tracker.page())
      watchNavigation({
        window,
        onChanged(leftUrl) {
          referrer = leftUrl
          tracker.page()
        },
      })
    },
  }
}

function contextOf(page: JsonObject): JsonObject {
  const campaign = campaignOf(window.location.search)
  return {
    library,
    page,
    userAgent: navigator.userAgent,
    locale: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { width: screen.width, height: screen.height, density: window.devicePixelRatio },
    ...(campaign === null ? {} : { campaign }),
  }
}

/** A page that a browser loads ahead is no page view until somebody sees it. */
function whenSeen(work: () => void): void {
  if ('prerendering' in document && document.prerendering === true) {
    document.addEventListener('prerenderingchange', work, { once: true })
  } else work()
}

function run(): void {
  const tag =
    document.currentScript instanceof HTMLScriptElement
      ? document.currentScript
      : document.querySelector<HTMLScriptElement>('script[data-pipeline-key]')
  const settings = tag === null ? null : settingsOf(tag)
  if (settings === null) return
  const before: unknown = Reflect.get(window, settings.globalName)
  // Loaded twice by mistake: the first one goes on.
  if (isJsonObject(before) && 'version' in before) return
  const { api, begin } = assemble(settings)
  Reflect.set(window, settings.globalName, api)
  const { consents, others } = sortedCalls(before)
  consents.forEach((call) => api.push(call))
  begin()
  others.forEach((call) => api.push(call))
}

run()
