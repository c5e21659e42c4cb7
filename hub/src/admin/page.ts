import { Type, type TSchema } from 'typebox'

/** Entries of a page when none is asked for, and the most there may be. Source: facts, signal-surface 7. */
export const pageEntriesDefault = 50
export const pageEntriesMax = 100

/** Query fields of every list. */
export const pageQuery = {
  cursor: Type.Optional(
    Type.String({ maxLength: 200, description: 'The `next_cursor` of the page before.' }),
  ),
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: pageEntriesMax, description: 'Default 50.' }),
  ),
}

/** Schema of one page of a list. */
export function pageOf<Entry extends TSchema>(entry: Entry) {
  return Type.Object(
    {
      data: Type.Array(entry),
      next_cursor: Type.Union([Type.String(), Type.Null()]),
      has_more: Type.Boolean(),
    },
    { additionalProperties: false },
  )
}

type PageRequest = { readonly cursor?: string; readonly limit?: number }

/**
 * Cuts a page out of a list that is held whole; the cursor is the id of the last entry of the page before. When that
 * entry is gone the list ends, so that no client walks in circles.
 */
export function pageFrom<Entry>(
  entries: readonly Entry[],
  idOf: (entry: Entry) => string,
  request: PageRequest,
): { data: Entry[]; next_cursor: string | null; has_more: boolean } {
  const { cursor, limit = pageEntriesDefault } = request
  const found = cursor === undefined ? -1 : entries.findIndex((entry) => idOf(entry) === cursor)
  const start = cursor !== undefined && found === -1 ? entries.length : found + 1
  const data = entries.slice(start, start + limit)
  const last = data.at(-1)
  const hasMore = start + limit < entries.length
  return { data, next_cursor: hasMore && last !== undefined ? idOf(last) : null, has_more: hasMore }
}
