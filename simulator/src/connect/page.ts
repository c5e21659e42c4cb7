/** Pages of a collection: `limit` (or `batchSize`), `offset`, and the addresses of this page and the next {CONN}. */
import type { FastifyRequest } from 'fastify'
import { pathOf } from '../http/error-place.ts'
import { queryOf } from '../http/request-query.ts'

export type PageLimits = { readonly limitDefault: number; readonly limitMax: number }

export type Page<Entry> = {
  readonly entries: readonly Entry[]
  readonly links: {
    readonly currentPageUrl: string
    readonly nextPageUrl?: string
    readonly totalSize: number
  }
}

export type PageReading<Entry> =
  | { readonly kind: 'read'; readonly page: Page<Entry> }
  | { readonly kind: 'refused'; readonly problem: string }

/** The page that a request asks for; a number out of range is refused (assumed). */
export function pageOf<Entry>(
  request: FastifyRequest,
  entries: readonly Entry[],
  { limitDefault, limitMax }: PageLimits,
): PageReading<Entry> {
  const query = queryOf(request)
  const limit = numberOf(query.get('limit') ?? query.get('batchSize'), limitDefault)
  const offset = numberOf(query.get('offset'), 0)
  if (limit === undefined || limit < 1 || limit > limitMax) {
    return { kind: 'refused', problem: `limit must be a number from 1 to ${limitMax}` }
  }
  if (offset === undefined)
    return { kind: 'refused', problem: 'offset must be 0 or a larger number' }
  const urlAt = (at: number) => {
    const parameters = new URLSearchParams(query)
    parameters.delete('batchSize')
    parameters.set('limit', String(limit))
    parameters.set('offset', String(at))
    return `${pathOf(request.url)}?${parameters.toString()}`
  }
  const hasMore = offset + limit < entries.length
  return {
    kind: 'read',
    page: {
      entries: entries.slice(offset, offset + limit),
      links: {
        currentPageUrl: urlAt(offset),
        ...(hasMore ? { nextPageUrl: urlAt(offset + limit) } : {}),
        totalSize: entries.length,
      },
    },
  }
}

function numberOf(text: string | null, otherwise: number): number | undefined {
  if (text === null) return otherwise
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

/** Sorted by a text; `DESC` anywhere in `orderBy` turns it round {CONN}. */
export function ordered<Entry>(
  request: FastifyRequest,
  entries: readonly Entry[],
  textOf: (entry: Entry) => string,
): readonly Entry[] {
  const sorted = entries.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1))
  return /\bDESC\b/i.test(queryOf(request).get('orderBy') ?? '') ? sorted.toReversed() : sorted
}
