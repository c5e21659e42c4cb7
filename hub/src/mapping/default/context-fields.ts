import { dateTime, exact, text, url, type FieldMapping, type Source } from '../language.ts'

/** Where the facts of the page stand, by column. A `page` call carries them as its own properties first. */
type PageSources = {
  readonly url: readonly Source[]
  readonly path: readonly Source[]
  readonly title: readonly Source[]
  readonly referrer: readonly Source[]
}

/** Each client calls it otherwise; RudderStack's is a number. Source: facts, event-api 2.1. */
export const sessionSources: readonly Source[] = [
  'context.sessionId',
  'context.session_id',
  'context.session.id',
]

const pageSources: PageSources = {
  url: ['context.page.url'],
  path: ['context.page.path', { path: 'context.page.url', with: 'url_path' }],
  title: ['context.page.title'],
  referrer: ['context.page.referrer', 'context.referrer.url'],
}

const viewSources: PageSources = {
  url: ['properties.url', ...pageSources.url],
  path: ['properties.path', { path: 'properties.url', with: 'url_path' }, ...pageSources.path],
  title: ['properties.title', ...pageSources.title],
  referrer: ['properties.referrer', ...pageSources.referrer],
}

/** Columns of a `page` or `screen` call, whose page stands in its own properties. */
export const viewContextFields = contextFieldsOf(viewSources)

/** Columns that every other event on a page shares. */
export const contextFields = contextFieldsOf(pageSources)

function contextFieldsOf(page: PageSources): readonly FieldMapping[] {
  return [
    text('event_id', exact('event.eventId')),
    dateTime('event_time', exact('event.eventTime')),
    text('individual_id', 'event.userKey'),
    text('anonymous_id', 'event.anonymousId'),
    text('user_id', 'event.userId'),
    text('session_id', ...sessionSources),
    text('source_id', 'event.sourceId'),
    url('page_url', ...page.url),
    text('page_path', ...page.path),
    text('page_title', ...page.title),
    url('referrer', ...page.referrer),
    text('utm_source', 'context.campaign.source'),
    text('utm_medium', 'context.campaign.medium'),
    text('utm_campaign', 'context.campaign.name'),
    text('utm_term', 'context.campaign.term'),
    text('utm_content', 'context.campaign.content'),
    text('locale', 'context.locale'),
    text('timezone', 'context.timezone'),
    text('user_agent', 'context.userAgent'),
    text('browser_name', { path: 'context.userAgent', with: 'browser_name' }),
    text('os_name', 'context.os.name', { path: 'context.userAgent', with: 'os_name' }),
    text('device_type', 'context.device.type', {
      path: 'context.userAgent',
      with: 'device_type',
    }),
    text('ip_address', 'context.ip'),
    text('library_name', 'context.library.name'),
    dateTime('received_at', exact('event.receivedAt')),
  ]
}
