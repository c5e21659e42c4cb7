import type { Source } from '../core/source.ts'
import { headerOf } from './client-facts.ts'
import { isJsonObject, textOf } from './json-value.ts'

/** The sources as the collector sees them: in memory, kept fresh by whoever changes them. */
export interface Sources {
  byWriteKey(key: string): Source | null
  list(): readonly Source[]
}

/** Keys that came beside the body, the weightier first. Only `firm` ones exclude a key in the body. */
export type OuterKeys = { readonly firm: string | null; readonly bearer: string | null }

type Headers = Parameters<typeof headerOf>[0]

/** Names of the key in an address: RudderStack's and Segment's, Jitsu's, Signal's. Source: facts, event-api 1. */
const queryNames = ['writeKey', 'writekey', 'write_key', 'wk'] as const

export function outerKeysOf(headers: Headers, query: unknown): OuterKeys {
  const authorization = headerOf(headers, 'authorization') ?? ''
  const inQuery = isJsonObject(query) ? queryNames.map((name) => textOf(query[name])) : []
  return {
    firm:
      basicUserOf(authorization) ??
      headerOf(headers, 'x-write-key') ??
      headerOf(headers, 'x-pipeline-key') ??
      inQuery.find((key) => key !== undefined) ??
      null,
    bearer: /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? null,
  }
}

/** User name of a Basic header; the colon after it may be missing. Source: facts, event-api 1.1. */
function basicUserOf(authorization: string): string | null {
  const encoded = /^basic +(\S+)$/i.exec(authorization)?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  // The password is empty with all known clients; only the last colon can belong to the scheme, as Jitsu's keys hold one.
  const user = text.endsWith(':') ? text.slice(0, -1) : text
  return user === '' ? null : user
}

export function bodyKeyOf(body: unknown): string | null {
  return isJsonObject(body) ? (textOf(body['writeKey']) ?? null) : null
}

export type FoundSource =
  | { readonly kind: 'found'; readonly source: Source }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unknown' }

/**
 * The source that a request belongs to. A key in a header or address wins over one in the body, which Jitsu masks; but a
 * bearer token that is no key of ours may be an OAuth token beside a body key.
 */
export function findSource(keys: OuterKeys, bodyKey: string | null, sources: Sources): FoundSource {
  const ofBearer = keys.bearer === null ? null : enabledSource(keys.bearer, sources)
  if (ofBearer !== null) return { kind: 'found', source: ofBearer }
  const key = keys.firm ?? bodyKey
  if (key === null) return { kind: keys.bearer === null ? 'missing' : 'unknown' }
  const source = enabledSource(key, sources)
  return source === null ? { kind: 'unknown' } : { kind: 'found', source }
}

/** Jitsu's clients insist on keys of the form `id:secret`; any secret may be put behind a write key of ours. */
function enabledSource(key: string, sources: Sources): Source | null {
  const source = sources.byWriteKey(key) ?? sources.byWriteKey(key.split(':', 1)[0] ?? key)
  return source?.enabled === true ? source : null
}
