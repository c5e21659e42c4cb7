import type { Random } from '../platform/random.ts'
import type { Org } from './org.ts'

const hostLetters = 'abcdefghijklmnopqrstuvwxyz234567'
const hostCharCount = 26

/**
 * Gives the tenant another system-generated host {GD}. From then on nobody knows the old one; tokens given out before
 * are good at the new one (assumed).
 */
export function moveTenant(org: Org, random: Random): void {
  const digits = random.hex(hostCharCount * 2)
  let name = ''
  for (let at = 0; at < digits.length; at += 2) {
    name += hostLetters[Number.parseInt(digits.slice(at, at + 2), 16) % hostLetters.length] ?? 'a'
  }
  org.tenantHost = `${name}.c360a.salesforce.com`
}
