import { offsetOf, type Offset } from '../../core/ids.ts'
import type { Journal } from '../../journal/journal.ts'
import { pageEntriesDefault } from '../page.ts'
import { journalEntryOf } from './entry.ts'
import { isEntryWanted, isRowWanted, isStandingPossible, type LiveFilter } from './filter.ts'
import type { LiveEvent } from './live-event.ts'
import type { PlacedEntry } from './outcomes.ts'
import {
  readRowContext,
  readRows,
  readStandings,
  rowOf,
  type RowContext,
  type RowNeeds,
} from './row.ts'

export type SearchNeeds = RowNeeds & {
  readonly journal: Pick<Journal, 'read' | 'readBack' | 'find' | 'oldest'>
}

/** Entries looked at for one request: past these the answer is what was found, with a cursor to go on. */
export const scannedEntriesMax = 5_000
/** Entries looked at in one go; between two the thread is free for intake. */
const chunkEntriesMax = 100

export type LivePage = { data: LiveEvent[]; next_cursor: string | null; has_more: boolean }

/** Looks for events from the newest back, in bounded steps. */
export async function searchLiveEvents(
  filter: LiveFilter,
  page: { readonly before: Offset | null; readonly limit?: number },
  needs: SearchNeeds,
): Promise<LivePage> {
  const context = await readRowContext(needs)
  if (filter.message_id !== undefined) {
    const found = await findByMessageId(filter.message_id, filter, page, context, needs)
    // A quarantined event does not stand under its message id alone: it is searched for.
    if (found.data.length > 0) return found
  }
  const { limit = pageEntriesDefault } = page
  const data: LiveEvent[] = []
  let before = page.before
  for (let scannedCount = 0; scannedCount < scannedEntriesMax;) {
    const entryCountMax = isUnfiltered(filter) ? limit - data.length : chunkEntriesMax
    const { entries } = await needs.journal.readBack({ before, entryCountMax })
    const wanted = entries
      .map(({ offset, json }) => ({ offset, json, entry: journalEntryOf(json) }))
      .filter((placed) => isEntryWanted(placed, filter))
    const rows = (await readStandings(wanted, context, needs))
      .filter((standing) => isStandingPossible(standing, filter))
      .map((standing) => rowOf(standing, context))
      .filter((row) => isRowWanted(row, filter))
    data.push(...rows.slice(0, limit - data.length))
    if (rows.length > 0 && data.length === limit)
      return pageAfter(data, data.at(-1)?.offset ?? 0, needs)
    const last = entries.at(-1)
    if (last === undefined || last.offset <= needs.journal.oldest()) {
      return { data, next_cursor: null, has_more: false }
    }
    before = last.offset
    scannedCount += entries.length
  }
  return pageAfter(data, before ?? 0, needs)
}

/** Reads one event by its id; null when it is unknown or pruned. */
export async function readPlaced(
  eventId: string,
  journal: Pick<Journal, 'read' | 'find'>,
): Promise<(PlacedEntry & { readonly duplicateCount: number }) | null> {
  const found = await journal.find(eventIdOf(eventId))
  if (found === null) return null
  const after = offsetOf(found.offset - 1)
  const stored = (await journal.read({ after, entryCountMax: 1 })).entries[0]
  if (stored?.offset !== found.offset) return null
  const { offset, json } = stored
  return { offset, json, entry: journalEntryOf(json), duplicateCount: found.duplicateCount }
}

async function findByMessageId(
  messageId: string,
  filter: LiveFilter,
  { before }: { readonly before: Offset | null },
  context: RowContext,
  needs: SearchNeeds,
): Promise<LivePage> {
  const placed = await readPlaced(messageId, needs.journal)
  const isOnPage = placed !== null && (before === null || placed.offset < before)
  const rows =
    isOnPage && isEntryWanted(placed, filter) ? await readRows([placed], context, needs) : []
  return {
    data: rows.filter((row) => isRowWanted(row, filter)),
    next_cursor: null,
    has_more: false,
  }
}

function isUnfiltered(filter: LiveFilter): boolean {
  return Object.values(filter).every((value) => value === undefined)
}

function pageAfter(data: LiveEvent[], lastSeen: number, { journal }: SearchNeeds): LivePage {
  const hasMore = lastSeen > journal.oldest()
  return { data, next_cursor: hasMore ? String(lastSeen) : null, has_more: hasMore }
}

function eventIdOf(text: string): Parameters<Journal['find']>[0] {
  return text as Parameters<Journal['find']>[0] // parsed: an id that was typed is only ever looked up
}
