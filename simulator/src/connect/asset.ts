import type { Org } from '../org/org.ts'
import type { EpochMs } from '../platform/clock.ts'

/** What every asset of Connect REST has; the user is the one the app runs as {CONN}. */
export function assetOf(org: Org, createdAtMs: EpochMs) {
  const user = { id: org.userId, name: org.app.username, profilePhotoUrl: '' }
  const date = new Date(createdAtMs).toISOString()
  return { createdBy: user, createdDate: date, lastModifiedBy: user, lastModifiedDate: date }
}

/** An id for something that has none of its own: 18 characters, made of its stream's. */
export function idWithPrefix(prefix: string, id: string): string {
  return `${prefix}${id.slice(prefix.length)}`
}
