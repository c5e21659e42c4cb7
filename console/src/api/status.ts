import { queryOptions } from '@tanstack/react-query'
import { admin, bodyOf } from './client.ts'

/** Version, banner and addresses: what stands around every page. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => bodyOf(admin.GET('/v1/admin/status', { signal })),
  staleTime: 60_000,
})
