import { lookup as lookupName } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** Finds every address of a name; given in tests, the system's resolver otherwise. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

/** `code` of the error with which a connection to an address that is not public is refused. */
export const addressRefusedCode = 'ERR_ADDRESS_REFUSED'

/** The part of IPv6 given out to the public Internet. Source: RFC 4291, IANA IPv6 address space. */
const globalUnicastIpv6 = ipaddr.IPv6.parseCIDR('2000::/3')

/**
 * Whether an address is one of the public Internet: not loopback, private, link-local, carrier-grade NAT, unique local,
 * multicast, reserved, documentation, nor an IPv4 address in the dress of IPv6.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.parse(address)
  if (parsed.range() !== 'unicast') return false
  return parsed.kind() === 'ipv4' || parsed.match(globalUnicastIpv6)
}

/** Whether an address is this machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.parse(address).range() === 'loopback'
}

/** The host of a URL when it is an address and not a name, without the brackets of IPv6. */
export function addressInUrl(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return ipaddr.isValid(host) ? host : null
}

export const resolveBySystem: Resolve = (hostname) => lookupName(hostname, { all: true })

/**
 * A socket's own name lookup that refuses a name when **any** of its addresses is not public. Because the socket connects
 * to exactly what was checked, a name that changes its answer between check and connection gains nothing.
 */
export function publicLookup(resolve: Resolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        const refused = addresses.find(({ address }) => !isPublicAddress(address))
        if (first === undefined) {
          callback(lookupError('ENODATA', `${hostname} has no address`), '')
        } else if (refused !== undefined) {
          callback(
            lookupError(addressRefusedCode, `${hostname} leads to ${refused.address}, not public`),
            '',
          )
        } else if (options.all === true) {
          callback(null, [...addresses])
        } else {
          callback(null, first.address, first.family)
        }
      },
      (cause: unknown) => {
        callback(cause instanceof Error ? cause : lookupError('ESERVFAIL', String(cause)), '')
      },
    )
  }
}

function lookupError(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code })
}
