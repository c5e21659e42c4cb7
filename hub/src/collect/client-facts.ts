import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** What a client asks to be done with the address it is called from. Source: facts, event-api 1.6. */
export type IpPolicy = 'keep' | 'stripLastOctet' | 'remove'

/**
 * What the request itself says of whoever made it. A *browser* or an *app* is the visitor's own device, so the request's
 * address is the visitor's; a *server* speaks for somebody else.
 */
export type ClientFacts = {
  readonly kind: 'browser' | 'app' | 'server'
  readonly ip: string | null
  readonly ipPolicy: IpPolicy
  readonly userAgent: string | null
  readonly locale: string | null
  /** Global Privacy Control; only the request shows it. Source: facts, event-api 4.3. */
  readonly gpc: boolean
  /** Id of the first-party cookie that came with the request. */
  readonly cookieId: string | null
  /** Id of a visitor whose event names none: the cookie's, old or about to be set. Null for other clients. */
  readonly visitorId: string | null
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** One value of a header line; the first when it came twice. */
export function headerOf(headers: Headers, name: string): string | null {
  const value = headers[name]
  if (typeof value === 'string') return value === '' ? null : value
  return value?.[0] ?? null
}

/**
 * Tells a browser by what only browsers send: `Origin` on every POST, beacons included, and `Sec-Fetch-Site`. Servers'
 * HTTP clients send `Sec-Fetch-Mode` too, so that one says nothing.
 */
export function isBrowserRequest(headers: Headers): boolean {
  return headerOf(headers, 'origin') !== null || headerOf(headers, 'sec-fetch-site') !== null
}

export function ipPolicyOf(headers: Headers): IpPolicy {
  const said = headerOf(headers, 'x-ip-policy')
  return said === 'stripLastOctet' || said === 'remove' ? said : 'keep'
}

/** First language of an `Accept-Language` line. */
export function localeOf(headers: Headers): string | null {
  const first = headerOf(headers, 'accept-language')?.split(/[,;]/, 1)[0]?.trim() ?? ''
  return first === '' || first === '*' ? null : first
}

/** Bits of an IPv6 address that name a site and not a household. Source: facts, event-api 7.2. */
const keptIpv6Bits = 48
const keptIpv4Bits = 24

/**
 * An address as a policy allows it: IPv4 without its last number, IPv6 by its first 48 bits.
 * What is no address is given back as it is, but for `remove`.
 */
export function ipUnder(policy: IpPolicy, ip: string): string | null {
  if (policy === 'remove') return null
  // `isIP` first: the parser reads `010.1.1.1` as octal.
  if (isIP(ip) === 0) return ip
  const address = ipaddr.process(ip)
  if (policy === 'keep') return address.kind() === 'ipv4' ? address.toString() : ip
  return address.kind() === 'ipv4'
    ? ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/${keptIpv4Bits}`).toString()
    : ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/${keptIpv6Bits}`).toString()
}
