import { queryOptions } from '@tanstack/react-query'
import { admin, bodyOf } from './client.ts'

/** The sources of events, with the write keys that clients send. */
export const pipelinesQuery = queryOptions({
  queryKey: ['pipelines'],
  queryFn: async ({ signal }) => {
    const page = await bodyOf(
      admin.GET('/v1/admin/pipelines', { params: { query: { limit: 100 } }, signal }),
    )
    return page.data
  },
  staleTime: 60_000,
})
