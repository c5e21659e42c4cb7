import type { FastifyRequest } from 'fastify'
import type { Org } from '../org/org.ts'
import type { Clock } from '../platform/clock.ts'
import type { ErrorPlace } from './tenant-reply.ts'

/** Where and when a request failed; the query string is left out, since ids can be in it. */
export function errorPlaceOf(request: FastifyRequest, org: Org, clock: Clock): ErrorPlace {
  return { atMs: clock.now(), path: pathOf(request.url), tenantId: org.tenantId }
}

export function pathOf(url: string): string {
  return url.split('?')[0] ?? url
}
