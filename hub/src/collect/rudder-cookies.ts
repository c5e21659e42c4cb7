import { stringifySetCookie } from 'cookie'
import { registrableDomainOf } from './identity-cookie.ts'
import { isJsonObject, textOf } from './json-value.ts'

/** Cookies of RudderStack's browser client; no page may have others set by this door. */
const ownCookieName = /^rl_[a-z_]{1,40}$/

const cookieCountMax = 16
const cookieCharsMax = 4_096
const ageMsMax = 34_560_000_000

/** Where the page and this collector stand. */
export type CookiePlace = {
  readonly origin: string | null
  readonly hostname: string
  readonly isHttps: boolean
}

/**
 * The `Set-Cookie` lines that RudderStack's browser client asks for, so that its own cookies last as long as a server's.
 * Only for a page of the same registrable domain, only for that client's names.
 * Source: facts, event-api 3.5, server-side cookies.
 * @returns null when the request is none of its kind
 */
export function rudderCookiesOf(body: unknown, place: CookiePlace): readonly string[] | null {
  if (!isJsonObject(body) || body['reqType'] !== 'setCookies' || !isJsonObject(body['data'])) {
    return null
  }
  const { cookies, options } = body['data']
  if (!Array.isArray(cookies) || !isSameSite(place)) return null
  const said = isJsonObject(options) ? options : {}
  return cookies.slice(0, cookieCountMax).flatMap((cookie) => lineOf(cookie, said, place))
}

function isSameSite({ origin, hostname }: CookiePlace): boolean {
  const page = URL.parse(origin ?? '')?.hostname
  if (page === undefined) return false
  const domain = registrableDomainOf(hostname)
  return domain === null ? page === hostname : registrableDomainOf(page) === domain
}

function lineOf(cookie: unknown, options: Readonly<Record<string, unknown>>, place: CookiePlace) {
  if (!isJsonObject(cookie)) return []
  const name = textOf(cookie['name'])
  if (name === undefined || !ownCookieName.test(name)) return []
  const value = valueOf(cookie['value'])
  if (value.length > cookieCharsMax) return []
  const domain = registrableDomainOf(place.hostname)
  const maxAgeMs = value === '' ? 0 : Number(options['maxAge'] ?? ageMsMax)
  return [
    stringifySetCookie({
      name,
      value,
      path: '/',
      maxAge: Math.trunc(
        Math.min(Number.isFinite(maxAgeMs) ? maxAgeMs : ageMsMax, ageMsMax) / 1000,
      ),
      sameSite: 'lax',
      secure: place.isHttps,
      ...(domain === null ? {} : { domain }),
    }),
  ]
}

function valueOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
