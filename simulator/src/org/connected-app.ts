import { Type, type Static } from 'typebox'
import type { EpochMs } from '../platform/clock.ts'

/**
 * The app in "Setup > App Manager" that a client signs in with, and the one user it signs in as, as an admin can change
 * them. Each field is the cause of error rows of the token endpoint and the exchange (facts 1.1 to 1.5).
 */
export const ConnectedApp = Type.Object(
  {
    clientId: Type.String({ minLength: 1 }),
    /** When the present consumer key was made; see `keyPropagationMs`. Set by itself when the key changes. */
    clientIdSinceMs: Type.Integer({ minimum: 0 }),
    clientSecret: Type.String({ minLength: 1 }),
    /** Whether the web-server and the refresh flow need the secret. */
    isSecretRequired: Type.Boolean(),
    isActive: Type.Boolean(),
    /** An app that is not installed in the org is unknown to it since September 2025 {KB513}. */
    isInstalled: Type.Boolean(),
    scopes: Type.Array(Type.String()),
    /** The tick under "Settings". */
    isClientCredentialsFlowEnabled: Type.Boolean(),
    /** The tick under "Policies": an External Client App needs both {B2B,CLAY,MCN}. */
    isClientCredentialsFlowInPolicies: Type.Boolean(),
    /** Blocked by default in orgs made since Summer '23 {KB510,SOAR}. */
    isPasswordFlowEnabled: Type.Boolean(),
    /** PEM of the certificate, or of its public key, under "Use digital signatures"; `null`: the box is not ticked. */
    certificate: Type.Union([Type.Null(), Type.String()]),
    /** As they stand in a `Location` header: ASCII, without spaces and without a fragment. */
    callbackUrls: Type.Array(Type.String({ pattern: '^[!"$-~]+$' })),
    isPkceRequired: Type.Boolean(),
    /** "Enable Refresh Token Rotation": each refresh gives a new refresh token and ends the one used. */
    isRefreshTokenRotated: Type.Boolean(),
    /** `null`: valid until revoked; 0: "immediately expire refresh token". */
    refreshTokenLifeMs: Type.Union([Type.Null(), Type.Integer({ minimum: 0 })]),
    /** "Issue JWT-based access tokens for named users": such a core token cannot be exchanged {CAPP}. */
    isJwtCoreToken: Type.Boolean(),
    /** Asked for by hand: no address is looked at. */
    isIpRestricted: Type.Boolean(),
    loginsPerHourMax: Type.Integer({ minimum: 0 }),
    /** "Permitted users". It does not concern the run-as user {B2B}. */
    permittedUsers: Type.Union([Type.Literal('self-authorize'), Type.Literal('admin-approved')]),
    /** Whether a profile or permission set of the user is assigned to the app. */
    isUserAdminApproved: Type.Boolean(),
    /** The username under "Run As"; `null` when none is chosen. Anything but the user's name, an e-mail say, is nobody. */
    runAsUser: Type.Union([Type.Null(), Type.String({ minLength: 1 })]),
    username: Type.String({ minLength: 1 }),
    /** With the security token at its end, as it is sent. */
    userPassword: Type.String({ minLength: 1 }),
    isUserFrozen: Type.Boolean(),
    userType: Type.Union([Type.Literal('standard'), Type.Literal('portal')]),
    isUserApiEnabled: Type.Boolean(),
    /** Whether the user clicks "Deny" when the app asks for access. */
    isUserDenying: Type.Boolean(),
    /** Whether the user may use Data Cloud: without it the exchange fails. */
    isRunAsUserEntitled: Type.Boolean(),
    /** Data spaces of the org that the user may use. */
    dataspaces: Type.Array(Type.String({ minLength: 1 })),
    isOrgLocked: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type ConnectedApp = Static<typeof ConnectedApp>

/** Logins a user may make in an hour. Source: {KB381}, read 2026-11. */
export const loginsPerHourMaxDefault = 3_600

/** The app of the seeded org: the sample values of the integration page. */
export const connectedAppSeeded: ConnectedApp = {
  clientId: '3MVG9...',
  clientIdSinceMs: 0,
  clientSecret: 'xxxxxxxxxxxxxxxxxxxx',
  isSecretRequired: true,
  isActive: true,
  isInstalled: true,
  scopes: ['cdp_ingest_api', 'api', 'refresh_token', 'cdp_query_api', 'cdp_profile_api'],
  isClientCredentialsFlowEnabled: true,
  isClientCredentialsFlowInPolicies: true,
  isPasswordFlowEnabled: false,
  certificate: null,
  // Where the command-line tools of Salesforce and its own success page wait for a code.
  callbackUrls: [
    'http://localhost:1717/OauthRedirect',
    'https://login.salesforce.com/services/oauth2/success',
  ],
  isPkceRequired: false,
  isRefreshTokenRotated: false,
  refreshTokenLifeMs: null,
  isJwtCoreToken: false,
  isIpRestricted: false,
  loginsPerHourMax: loginsPerHourMaxDefault,
  permittedUsers: 'admin-approved',
  isUserAdminApproved: true,
  runAsUser: 'integration.user@your-org.example',
  username: 'integration.user@your-org.example',
  userPassword: 'practice-password',
  isUserFrozen: false,
  userType: 'standard',
  isUserApiEnabled: true,
  isUserDenying: false,
  isRunAsUserEntitled: true,
  dataspaces: ['default'],
  isOrgLocked: false,
}

/** How `appAfter` behaves where only some orgs were seen to do so. */
export type AppChangeRules = {
  readonly nowMs: EpochMs
  /** Ticking or unticking the flow has been seen to clear "Run As" {B2B,CLAY,MCN}. */
  readonly runAsOnFlowToggle: 'kept' | 'cleared'
}

/** The app after an admin has changed some of its fields. */
export function appAfter(
  app: ConnectedApp,
  change: Partial<ConnectedApp>,
  { nowMs, runAsOnFlowToggle }: AppChangeRules,
): ConnectedApp {
  const changed = { ...app, ...change }
  const hasNewKey = changed.clientId !== app.clientId && change.clientIdSinceMs === undefined
  const isToggled =
    changed.isClientCredentialsFlowEnabled !== app.isClientCredentialsFlowEnabled ||
    changed.isClientCredentialsFlowInPolicies !== app.isClientCredentialsFlowInPolicies
  const isRunAsCleared =
    isToggled && runAsOnFlowToggle === 'cleared' && change.runAsUser === undefined
  return {
    ...changed,
    ...(hasNewKey ? { clientIdSinceMs: nowMs } : {}),
    ...(isRunAsCleared ? { runAsUser: null } : {}),
  }
}

/** The app as it may be shown: without what would let somebody sign in. */
export function appShown(app: ConnectedApp): ConnectedApp {
  return { ...app, clientSecret: '***', userPassword: '***' }
}

/** Whether an app with these scopes may use one Data Cloud API; `cdp_api` is the umbrella {GS,GD}. */
export function hasCdpScope(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || scopes.includes('cdp_api')
}
