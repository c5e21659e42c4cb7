import { isIP } from 'node:net'
import { Refusal } from './refusal.ts'

/**
 * Refuses requests under a foreign name. A hostile website can point its own name at this machine and let a browser
 * call here as if it were the same site; such a call carries that name as `Host`. A bare address cannot be had that way.
 */
export function createHostCheck(
  hosts: readonly string[],
): (host: string | undefined) => Refusal | null {
  const known = new Set(['localhost', ...hosts.map((host) => host.toLowerCase())])
  return (host) => {
    const name = nameOf(host ?? '')
    if (known.has(name) || name.endsWith('.localhost') || isIP(name) !== 0) return null
    return new Refusal({
      status: 421,
      code: 'HOST_NOT_ALLOWED',
      message: `This hub is not known as "${name}". Use localhost or an address, or have the operator name the host.`,
    })
  }
}

/** `[::1]:8084` → `::1`, `LocalHost:8084` → `localhost`. */
function nameOf(host: string): string {
  const bracketed = /^\[([^\]]*)\]/.exec(host)?.[1]
  return (bracketed ?? host.replace(/:\d*$/, '')).toLowerCase().replace(/\.$/, '')
}
