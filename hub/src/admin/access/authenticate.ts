import { parseCookie } from 'cookie'
import { Refusal } from '../refusal.ts'
import type { Caller, Method } from '../route.ts'
import type { Access } from './access.ts'

export const sessionCookieName = 'signal_session'
/** A page of another site cannot add this header, so a call that carries it was made by the console itself. */
export const consoleHeaderName = 'x-signal-console'

/** What of a request says who calls. */
export type Credentials = {
  readonly method: Method
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  readonly consoleHeader: string | undefined
}

/** Tells who calls, by Bearer token or console session, or why the call is refused. */
export async function authenticate(
  given: Credentials,
  access: Pick<Access, 'callerOf'>,
): Promise<Caller | Refusal> {
  if (given.authorization !== undefined) {
    const token = /^Bearer +(\S+) *$/i.exec(given.authorization)?.[1]
    if (token === undefined) {
      return unauthorised('INVALID_TOKEN', 'Send the token as "Authorization: Bearer <token>".')
    }
    return callerOr(await access.callerOf(token, 'token'), wrongToken)
  }
  const session = parseCookie(given.cookie ?? '')[sessionCookieName]
  if (session === undefined) return unauthorised('TOKEN_MISSING', missingToken)
  if (given.method !== 'GET' && given.consoleHeader !== '1') return new Refusal(forged)
  return callerOr(await access.callerOf(session, 'session'), wrongSession)
}

const missingToken =
  'This needs a token: send "Authorization: Bearer <token>". "npm start" prints one; POST /v1/admin/tokens makes more.'
const wrongToken =
  'The token is not known here. It may have been revoked, or belong to another hub; make one in the console or take the one "npm start" prints.'
const wrongSession = 'The session is not known here. Sign in again with a new link.'
const forged = {
  status: 403,
  code: 'FORBIDDEN',
  message: 'A change by session cookie needs the header "X-Signal-Console: 1".',
} as const

function callerOr(
  found: Awaited<ReturnType<Access['callerOf']>>,
  whenUnknown: string,
): Caller | Refusal {
  switch (found.kind) {
    case 'known':
      return found.caller
    case 'unknown':
      return unauthorised('INVALID_TOKEN', whenUnknown)
    case 'expired':
      return unauthorised('EXPIRED_TOKEN', 'The session has ended. Sign in again with a new link.')
  }
}

function unauthorised(code: string, message: string): Refusal {
  return new Refusal({
    status: 401,
    code,
    message,
    headers: { 'www-authenticate': 'Bearer realm="signal"' },
  })
}
