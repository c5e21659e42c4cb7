/** What every grant checks of the app and its user; the first refusal in a list is the one that is given. */
import { refuse, type Refusal, type SignInWorld } from './sign-in.ts'

/** The first of these refusals; a later one is not even worked out when an earlier one is given. */
export function firstRefusal(checks: readonly (() => Refusal | undefined)[]): Refusal | undefined {
  for (const check of checks) {
    const refusal = check()
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/**
 * A wrong key, a key that has not yet spread through the org, and the key of an app that is not installed all read the
 * same {B2B,KB513,SFSK}.
 */
export function clientRefusal(
  { app, rules, nowMs }: SignInWorld,
  clientId: string | undefined,
): Refusal | undefined {
  const isSpread = nowMs >= app.clientIdSinceMs + rules.keyPropagationMs
  const isKnown = clientId === app.clientId && app.isInstalled && isSpread
  return isKnown ? undefined : refuse('invalid_client_id', 'client identifier invalid')
}

export function secretRefusal(
  { app }: SignInWorld,
  clientSecret: string | undefined,
  isRequired: boolean,
): Refusal | undefined {
  if (clientSecret === undefined && !isRequired) return undefined
  if (clientSecret === app.clientSecret) return undefined
  return refuse('invalid_client', 'invalid client credentials')
}

/** No source shows this reply; the form is that of an app nobody may use any more {EVT: AppBlocked}. */
export function blockedRefusal({ app }: SignInWorld): Refusal | undefined {
  return app.isActive ? undefined : refuse('invalid_app_access', 'this app is blocked by admin')
}

/** The org and the address a request comes from. */
export function orgRefusal({ app }: SignInWorld): Refusal | undefined {
  if (app.isOrgLocked) return refuse('inactive_org', 'organization is inactive')
  return app.isIpRestricted ? refuse('invalid_grant', 'ip restricted') : undefined
}

/** The user alone, whatever the app allows. */
export function userRefusal({ app }: SignInWorld): Refusal | undefined {
  if (app.isUserFrozen) return refuse('inactive_user', 'user is inactive')
  return app.userType === 'portal'
    ? refuse('access_denied', 'end-user denied authorization')
    : undefined
}

/** "Admin approved users are pre-authorized": the others are kept out. */
export function adminApprovalRefusal({ app, rules }: SignInWorld): Refusal | undefined {
  const isKeptOut = app.permittedUsers === 'admin-approved' && !app.isUserAdminApproved
  return isKeptOut
    ? refuse(rules.notApprovedError, 'user is not admin approved to access this app')
    : undefined
}

/** 3,600 logins a user and hour {KB381}. */
export function loginRateRefusal({ app, loginsInLastHour }: SignInWorld): Refusal | undefined {
  return loginsInLastHour < app.loginsPerHourMax
    ? undefined
    : refuse('rate_limit_exceeded', 'login rate exceeded')
}
