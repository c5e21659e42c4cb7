import type { EventType, LiveState } from '../api/live-event.ts'

/** Event types a person can pick, in the order of the picker. */
export const eventTypes = [
  'page',
  'screen',
  'track',
  'identify',
  'group',
  'alias',
] as const satisfies readonly EventType[]

/** States a person can pick, in the order of the picker. */
export const liveStates = [
  'accepted',
  'waiting',
  'retrying',
  'dead',
  'dropped',
  'quarantined',
] as const satisfies readonly (LiveState | 'quarantined')[]
export type StateFilter = (typeof liveStates)[number]

/** What the list is narrowed to; a field left out narrows nothing. */
export type LiveFilters = {
  readonly integration?: string
  readonly type?: EventType
  readonly state?: StateFilter
  readonly user?: string
  readonly message_id?: string
  readonly text?: string
}

/** The address bar of Live Events: the filters, and the event whose drawer is open. */
export type LiveSearch = LiveFilters & { readonly event?: string }

/** The API takes no longer value than this. */
const valueCharsMax = 200

/**
 * Reads the address bar. What it does not know it leaves out, so that an old or mistyped address still opens a page.
 */
export function liveSearchOf(search: Record<string, unknown>): LiveSearch {
  const type = eventTypes.find((known) => known === search['type'])
  const state = liveStates.find((known) => known === search['state'])
  return {
    ...(type === undefined ? {} : { type }),
    ...(state === undefined ? {} : { state }),
    ...textField('integration', search),
    ...textField('user', search),
    ...textField('message_id', search),
    ...textField('text', search),
    ...textField('event', search),
  }
}

/** The filters without the open drawer. */
export function filtersOf({ event: _open, ...filters }: LiveSearch): LiveFilters {
  return filters
}

export function hasFilters(filters: LiveFilters): boolean {
  return Object.keys(filters).length > 0
}

/** One text for one set of filters, to tell whether they changed. */
export function filtersKey(filters: LiveFilters): string {
  return JSON.stringify(Object.entries(filters).toSorted(([a], [b]) => a.localeCompare(b)))
}

/**
 * `patch` laid over `search`; an empty or absent value takes the field away, so the address bar holds only what
 * narrows.
 */
export function withSearch(
  search: LiveSearch,
  patch: { readonly [Field in keyof LiveSearch]?: string | null | undefined },
): LiveSearch {
  return liveSearchOf({ ...search, ...patch })
}

function textField<Name extends string>(
  name: Name,
  search: Record<string, unknown>,
): { [Field in Name]?: string } {
  const value = search[name]
  // The router reads `123` and `true` as a number and a truth value; a person meant the text.
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    return {}
  const text = String(value).trim().slice(0, valueCharsMax)
  const field: { [Field in Name]?: string } = {}
  if (text !== '') field[name] = text
  return field
}
