import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { offsetOf } from '../../core/ids.ts'
import type { Journal } from '../../journal/journal.ts'
import { pageOf, pageQuery } from '../page.ts'
import { notFound, Refusal } from '../refusal.ts'
import { route } from '../route.ts'
import { readDetail } from './detail.ts'
import type { LiveFeed } from './feed.ts'
import { filterQuery } from './filter.ts'
import { LiveEvent, LiveEventDetail } from './live-event.ts'
import { readPlaced, searchLiveEvents, type SearchNeeds } from './search.ts'

type Needs = SearchNeeds & {
  readonly journal: Pick<Journal, 'head'>
  readonly liveFeed: Pick<LiveFeed, 'watch' | 'hasRoom'>
}

const closed = { additionalProperties: false }
const tag = 'live-events'
const Cursor = Type.Optional(
  Type.String({ pattern: '^[0-9]{1,15}$', description: 'The `next_cursor` of the page before.' }),
)

export const liveEventRoutes = [
  route(
    {
      operationId: 'listLiveEvents',
      tag,
      summary: 'Events as they were taken in, newest first, with what became of each',
      description:
        'Nothing is sampled. A search looks at a bounded number of events in one call: it may answer fewer than `limit`, or none, and still have more.',
      method: 'GET',
      path: '/v1/admin/live-events',
      access: 'authenticated',
      query: Type.Object({ ...filterQuery, ...pageQuery, cursor: Cursor }, closed),
      answer: { status: 200, description: 'One page.', schema: pageOf(LiveEvent) },
    },
    async ({ query }, needs: Needs) => {
      const { cursor, limit, ...filter } = query
      const before = cursor === undefined ? null : offsetOf(Number(cursor))
      return searchLiveEvents(filter, { before, ...(limit === undefined ? {} : { limit }) }, needs)
    },
  ),
  route(
    {
      operationId: 'streamLiveEvents',
      tag,
      summary: 'The same as they come, as Server-Sent Events',
      description:
        'Messages: `event` (a LiveEvent; its id is the place in the journal, so `Last-Event-ID` resumes), `delivery` (a LiveDeliveryUpdate), `gap` (`{"missed_count"}`: some were left out, read the list again). A comment comes every 15 s.',
      method: 'GET',
      path: '/v1/admin/live-events/stream',
      access: 'authenticated',
      query: Type.Object(filterQuery, closed),
      answer: {
        status: 200,
        description: 'The stream.',
        schema: Type.String(),
        contentType: 'text/event-stream',
      },
      refusals: { 503: 'Too many watch already.' },
    },
    async ({ query, header, signal }, { liveFeed }: Needs) => {
      if (!liveFeed.hasRoom()) return new Refusal(crowded)
      const lastSeen = Number(header('last-event-id') ?? Number.NaN)
      const resumeAfter =
        Number.isSafeInteger(lastSeen) && lastSeen >= 0 ? offsetOf(lastSeen) : null
      return Readable.from(liveFeed.watch(query, resumeAfter, signal))
    },
  ),
  route(
    {
      operationId: 'getLiveEvent',
      tag,
      summary:
        'One event: as it came, its records, the requests they travelled in, and what mends a problem',
      method: 'GET',
      path: '/v1/admin/live-events/{event_id}',
      access: 'authenticated',
      params: Type.Object({ event_id: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
      answer: { status: 200, description: 'The event.', schema: LiveEventDetail },
    },
    async ({ params }, needs: Needs) => {
      const placed = await readPlaced(params.event_id, needs.journal)
      if (placed === null) return notFound(`event ${params.event_id} (any more)`)
      return readDetail(placed, needs)
    },
  ),
]

const crowded = {
  status: 503,
  code: 'STREAMS_EXHAUSTED',
  message: 'Too many watch the live stream already. Close one, or read the list.',
} as const
