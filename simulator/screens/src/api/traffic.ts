import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type TrafficEntry = {
  readonly id: number
  readonly atMs: number
  readonly host: string
  readonly method: string
  readonly path: string
  /** 0 when the connection was cut before an answer. */
  readonly status: number
  readonly tookMs: number
  readonly requestBytes: number
  readonly replyBytes: number
  /** The kind of a fault that was asked for. */
  readonly fault?: string
}

export type TrafficDetail = TrafficEntry & {
  readonly query: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBodyStart: string
  readonly replyHeaders: Readonly<Record<string, string>>
  readonly replyBodyStart: string
}

const pollMs = 1_000

export const trafficQuery = queryOptions({
  queryKey: ['traffic'],
  queryFn: async () =>
    (await call<{ requests: readonly TrafficEntry[] }>('GET', 'traffic')).requests,
  refetchInterval: pollMs,
})

export function trafficDetailQuery(id: number) {
  return queryOptions({
    queryKey: ['traffic', id],
    queryFn: () => call<TrafficDetail>('GET', `traffic/${id}`),
    // What was said does not change.
    staleTime: Number.POSITIVE_INFINITY,
  })
}
