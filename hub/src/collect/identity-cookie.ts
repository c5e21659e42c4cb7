import { parseCookie, stringifySetCookie } from 'cookie'
import { getDomain } from 'tldts'

/** Name and form as in facts, signal-surface 4. */
const cookieName = '_dfid'

/** 400 days, the longest a browser keeps a cookie. Source: facts, event-api 7.3. */
const cookieAgeS = 34_560_000

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The visitor's id from a request's cookies, or null when there is none or it is not one of ours. */
export function cookieIdOf(cookieHeader: string | undefined): string | null {
  const value = parseCookie(cookieHeader ?? '')[cookieName]
  return value !== undefined && uuidV4.test(value) ? value : null
}

/**
 * The line that sets or renews the visitor's cookie, for the registrable domain, so that `www` and `data` share it; for
 * an address or `localhost`, which have none, for the host alone.
 *
 * `Secure` only over https, our own or a trusted proxy's: over plain http a browser would drop a secure cookie, and a
 * trial on a local machine would see none.
 */
export function identityCookieOf(id: string, hostname: string, isHttps: boolean): string {
  const domain = registrableDomainOf(hostname)
  return stringifySetCookie({
    name: cookieName,
    value: id,
    maxAge: cookieAgeS,
    path: '/',
    httpOnly: true,
    secure: isHttps,
    sameSite: 'lax',
    ...(domain === null ? {} : { domain }),
  })
}

/** `example.co.uk` of `data.example.co.uk`; names under which strangers register (`github.io`) count as suffixes. */
export function registrableDomainOf(hostname: string): string | null {
  return getDomain(hostname, { allowPrivateDomains: true })
}
