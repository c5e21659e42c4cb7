import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { fetchLiveEvents } from '../api/live-events.ts'
import { noticeSignedOut } from '../query-client.ts'
import type { LiveFilters } from './filters.ts'
import { createLiveFeed, type FeedState, type LiveFeed } from './live-feed.ts'
import { openLiveStream } from './live-stream.ts'

/** The live list for the present filters, for as long as the page is open. */
export function useLiveFeed(filters: LiveFilters): {
  readonly feed: LiveFeed
  readonly state: FeedState
} {
  const client = useQueryClient()
  const [feed] = useState(() =>
    createLiveFeed(
      {
        fetchPage: fetchLiveEvents,
        openStream: openLiveStream,
        onError: (error) => noticeSignedOut(client, error),
      },
      filters,
    ),
  )
  useEffect(() => {
    feed.start()
    return () => feed.stop()
  }, [feed])

  useEffect(() => feed.setFilters(filters), [feed, filters])
  return { feed, state: useSyncExternalStore(feed.subscribe, feed.state) }
}
