import type { Org } from '../org/org.ts'

/**
 * Which host a request is meant for. Told by `Host` alone, since all hosts are dialled at one
 * address. `loopback` is the practice org's own address, which serves the core and the tenant
 * paths of its org, so that a client needs no more than that address.
 */
export type Place =
  | { readonly kind: 'core' }
  | { readonly kind: 'tenant' }
  | { readonly kind: 'loopback' }
  | { readonly kind: 'shared-login' }
  | { readonly kind: 'unknown' }

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]'])
const sharedLoginHosts = new Set(['login.salesforce.com', 'test.salesforce.com'])

export function placeOf(hostHeader: string | undefined, org: Org): Place {
  const name = (hostHeader ?? '').toLowerCase().replace(/:\d+$/, '')
  if (loopbackNames.has(name)) return { kind: 'loopback' }
  if (name === org.coreHost) return { kind: 'core' }
  if (name === org.tenantHost) return { kind: 'tenant' }
  if (sharedLoginHosts.has(name)) return { kind: 'shared-login' }
  return { kind: 'unknown' }
}
