import { Type, type Static } from 'typebox'

/**
 * The app in "Setup > App Manager" that a client signs in with, as an admin can change it. Each
 * field is the cause of one error row of the token endpoint (facts 1.4 and 1.5).
 */
export const ConnectedApp = Type.Object(
  {
    clientId: Type.String({ minLength: 1 }),
    clientSecret: Type.String({ minLength: 1 }),
    isActive: Type.Boolean(),
    scopes: Type.Array(Type.String()),
    isClientCredentialsFlowEnabled: Type.Boolean(),
    /** `null` when no user is chosen under "Run As". */
    runAsUser: Type.Union([Type.Null(), Type.String({ minLength: 1 })]),
    /** Whether the run-as user may use Data Cloud: without it the exchange fails. */
    isRunAsUserEntitled: Type.Boolean(),
    isIpRestricted: Type.Boolean(),
    loginsPerHourMax: Type.Integer({ minimum: 0 }),
  },
  { additionalProperties: false },
)
export type ConnectedApp = Static<typeof ConnectedApp>

/** Logins a user may make in an hour. Source: {KB381}, read 2026-11. */
export const loginsPerHourMaxDefault = 3_600

/** The app of the seeded org: the sample values of the integration page. */
export const connectedAppSeeded: ConnectedApp = {
  clientId: '3MVG9...',
  clientSecret: 'xxxxxxxxxxxxxxxxxxxx',
  isActive: true,
  scopes: ['cdp_ingest_api', 'api', 'refresh_token', 'cdp_query_api', 'cdp_profile_api'],
  isClientCredentialsFlowEnabled: true,
  runAsUser: 'integration.user@your-org.example',
  isRunAsUserEntitled: true,
  isIpRestricted: false,
  loginsPerHourMax: loginsPerHourMaxDefault,
}

/** Whether an app with these scopes may use one Data Cloud API; `cdp_api` is the umbrella {GS,GD}. */
export function hasCdpScope(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || scopes.includes('cdp_api')
}
