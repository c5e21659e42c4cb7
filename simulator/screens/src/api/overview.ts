import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type Overview = {
  readonly url: string
  readonly subdomain: string
  readonly coreHost: string
  readonly tenantHost: string
  readonly orgId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly scopes: readonly string[]
  readonly connectors: readonly {
    readonly name: string
    readonly label: string
    readonly endpoints: readonly {
      readonly object: string
      readonly path: string
      readonly hasStream: boolean
    }[]
  }[]
  readonly acceptedCount: number
  readonly landedCount: number
  readonly problemCount: number
  readonly pendingCount: number
}

export type ClockState = {
  readonly now: string
  readonly nowMs: number
  readonly aheadMs: number
  readonly isFrozen: boolean
}

const pollMs = 1_000

export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: () => call<Overview>('GET', 'overview'),
  refetchInterval: pollMs,
})

/** The time inside the practice org, which may be ahead of this machine's. */
export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: () => call<ClockState>('GET', 'clock'),
  staleTime: pollMs,
})

export function changeClock(change: object): Promise<ClockState> {
  return call('POST', 'clock', change)
}

export function landNow(): Promise<unknown> {
  return call('POST', 'land')
}
