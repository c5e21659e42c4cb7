import { queryOptions } from '@tanstack/react-query'
import type { LiveFilters } from '../live-events/filters.ts'
import { admin, bodyOf } from './client.ts'
import type { LiveEventPage } from './live-event.ts'

/** Rows asked for at once: the most the API gives. */
const pageRowsMax = 100

/** One page of events, newest first. */
export function fetchLiveEvents(
  filters: LiveFilters,
  cursor: string | null,
  signal: AbortSignal,
): Promise<LiveEventPage> {
  const query = { ...filters, limit: pageRowsMax, ...(cursor === null ? {} : { cursor }) }
  return bodyOf(admin.GET('/v1/admin/live-events', { params: { query }, signal }))
}

/** One event with its records, batches, attempts and diagnoses. */
export function liveEventQuery(eventId: string) {
  return queryOptions({
    queryKey: ['live-event', eventId],
    queryFn: ({ signal }) =>
      bodyOf(
        admin.GET('/v1/admin/live-events/{event_id}', {
          params: { path: { event_id: eventId } },
          signal,
        }),
      ),
  })
}
