import type { ConnectedApp } from '../api/org-state.ts'

/** One thing that can be wrong with the app, and what it does to a client. */
export type Trouble = {
  readonly name: string
  /** Where a client meets it, and what it is answered. */
  readonly step: string
  readonly answer: string
  readonly isThere: (app: ConnectedApp) => boolean
  readonly make: (app: ConnectedApp) => Partial<ConnectedApp>
  readonly mend: (app: ConnectedApp) => Partial<ConnectedApp>
}

/** What the seeded app has; mending gives it back. */
const ingestScope = 'cdp_ingest_api'
const coreScope = 'api'

export const troubles: readonly Trouble[] = [
  {
    name: 'App deactivated',
    step: 'Sign-in',
    answer: '400 invalid_app_access: this app is blocked by admin',
    isThere: ({ isActive }) => !isActive,
    make: () => ({ isActive: false }),
    mend: () => ({ isActive: true }),
  },
  {
    name: 'Scope cdp_ingest_api missing',
    step: 'Ingestion',
    answer: '403 Forbidden',
    isThere: ({ scopes }) => !scopes.includes(ingestScope) && !scopes.includes('cdp_api'),
    make: ({ scopes }) => ({
      scopes: scopes.filter((scope) => scope !== ingestScope && scope !== 'cdp_api'),
    }),
    mend: ({ scopes }) => ({ scopes: [...scopes, ingestScope] }),
  },
  {
    name: 'Scope api missing',
    step: 'Sign-in',
    answer: '400 invalid_grant: no valid scopes defined',
    isThere: ({ scopes }) => !scopes.includes(coreScope),
    make: ({ scopes }) => ({ scopes: scopes.filter((scope) => scope !== coreScope) }),
    mend: ({ scopes }) => ({ scopes: [...scopes, coreScope] }),
  },
  {
    name: 'Client credentials flow off',
    step: 'Sign-in',
    answer: '400 unauthorized_client: client credentials flow not enabled',
    isThere: (app) => !app.isClientCredentialsFlowEnabled || !app.isClientCredentialsFlowInPolicies,
    make: () => ({ isClientCredentialsFlowEnabled: false }),
    mend: () => ({
      isClientCredentialsFlowEnabled: true,
      isClientCredentialsFlowInPolicies: true,
    }),
  },
  {
    name: 'No Run As user',
    step: 'Sign-in',
    answer: '400 invalid_grant: no client credentials user enabled',
    isThere: ({ runAsUser, username }) => runAsUser !== username,
    make: () => ({ runAsUser: null }),
    mend: ({ username }) => ({ runAsUser: username }),
  },
  {
    name: 'Run As user without Data Cloud permission',
    step: 'Exchange',
    answer: '400 invalid_grant',
    isThere: ({ isRunAsUserEntitled }) => !isRunAsUserEntitled,
    make: () => ({ isRunAsUserEntitled: false }),
    mend: () => ({ isRunAsUserEntitled: true }),
  },
  {
    name: 'Run As user frozen',
    step: 'Sign-in',
    answer: '400 inactive_user',
    isThere: ({ isUserFrozen }) => isUserFrozen,
    make: () => ({ isUserFrozen: true }),
    mend: () => ({ isUserFrozen: false }),
  },
  {
    name: 'IP restriction',
    step: 'Sign-in',
    answer: '400 invalid_grant: ip restricted',
    isThere: ({ isIpRestricted }) => isIpRestricted,
    make: () => ({ isIpRestricted: true }),
    mend: () => ({ isIpRestricted: false }),
  },
  {
    name: 'App not installed in the org',
    step: 'Sign-in',
    answer: '400 invalid_client_id: client identifier invalid',
    isThere: ({ isInstalled }) => !isInstalled,
    make: () => ({ isInstalled: false }),
    mend: () => ({ isInstalled: true }),
  },
]
