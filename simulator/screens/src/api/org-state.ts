import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export type ConnectedApp = {
  readonly clientId: string
  readonly isActive: boolean
  readonly isInstalled: boolean
  readonly scopes: readonly string[]
  readonly isClientCredentialsFlowEnabled: boolean
  readonly isClientCredentialsFlowInPolicies: boolean
  readonly certificate: string | null
  readonly isIpRestricted: boolean
  readonly runAsUser: string | null
  readonly username: string
  readonly isUserFrozen: boolean
  readonly isRunAsUserEntitled: boolean
}

export type PlannedFault = {
  readonly target: string
  readonly kind?: string
  readonly status?: number
  readonly retryAfterSeconds?: number
  readonly delayMs?: number
  readonly object?: string
  readonly count?: number
}

export type OrgState = {
  readonly app: ConnectedApp
  readonly sentinels: readonly string[]
  readonly faults: readonly PlannedFault[]
}

export const orgStateQuery = queryOptions({
  queryKey: ['state'],
  queryFn: () => call<OrgState>('GET', 'state'),
  // Faults are used up by requests, and the app may be changed by a test.
  refetchInterval: 2_000,
})

export function changeApp(change: Partial<ConnectedApp>): Promise<OrgState> {
  return call('PATCH', 'app', change)
}

export function rotateSecret(): Promise<{ readonly clientSecret: string }> {
  return call('POST', 'connected-app/rotate-secret')
}

export function signEverybodyOut(): Promise<unknown> {
  return call('POST', 'sign-everybody-out')
}

export function planFaults(faults: readonly PlannedFault[]): Promise<OrgState> {
  return call('PUT', 'faults', faults)
}
