import type { JsonObject } from './json.ts'

/** What a page says of itself; both in a page event's properties and in every event's context. */
export type PageFacts = {
  readonly url: string
  readonly path: string
  readonly search: string
  readonly title: string
  readonly referrer: string
}

export function pageFactsOf(location: Location, title: string, referrer: string): PageFacts {
  const { href, pathname, search } = location
  return { url: href, path: pathname, search, title, referrer }
}

/** Query parameters by which a campaign marks its links, under Segment's names. Source: facts, event-api 2.1. */
export function campaignOf(search: string): JsonObject | null {
  const found: JsonObject = {}
  new URLSearchParams(search).forEach((value, name) => {
    const part = /^utm_(\w{1,40})$/.exec(name)?.[1]
    if (part !== undefined && value !== '') found[part === 'campaign' ? 'name' : part] = value
  })
  return Object.keys(found).length === 0 ? null : found
}
