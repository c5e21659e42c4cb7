import type { JsonObject } from '../core/event.ts'
import { ipUnder, type ClientFacts } from './client-facts.ts'
import { textOf } from './json-value.ts'

/** A client's way to say that the visitor's address is to be left blank. Source: facts, event-api 1.1. */
const blankedIp = '0.0.0.0'

/**
 * The context of an event: the batch's own under the event's, completed by what only the request shows.
 *
 * A visitor's address is taken from the request, and one that a browser or an app names itself is not believed, unless
 * it blanks it. A server's word is taken; it may ask for its own address by `context.direct`.
 */
export function contextOf(
  own: JsonObject,
  ofBatch: JsonObject,
  client: ClientFacts,
): Record<string, unknown> {
  const { ip: _, ...context }: Record<string, unknown> = { ...ofBatch, ...own }
  const ip = ipOf(own['ip'] ?? ofBatch['ip'], context['direct'] === true, client)
  if (ip !== null) context['ip'] = ip
  if (client.gpc) context['gpc'] = true
  if (client.kind === 'browser') {
    if (client.userAgent !== null) context['userAgent'] ??= client.userAgent
    if (client.locale !== null) context['locale'] ??= client.locale
  }
  return context
}

function ipOf(said: unknown, isDirect: boolean, client: ClientFacts): string | null {
  if (said === blankedIp) return blankedIp
  const isVisitorsOwn = client.kind !== 'server'
  const ip = isVisitorsOwn ? client.ip : (textOf(said) ?? (isDirect ? client.ip : null))
  return ip === null ? null : ipUnder(client.ipPolicy, ip)
}
