import { Type, type Static } from 'typebox'

/** Data Cloud's kinds of object that matter here. Source: facts, data-cloud-api 4.2 {CAT}. */
export const objectCategories = ['Engagement', 'Profile', 'Other'] as const
export const ObjectCategory = Type.Enum(objectCategories)
export type ObjectCategory = Static<typeof ObjectCategory>

/**
 * One row for one Data Cloud object, made by mapping one event.
 * Serialised once, here; the same bytes travel in every attempt.
 */
export type DataRecord = {
  /** Signal's name of the object (`page_view`); an integration may send it under another endpoint name. */
  readonly object: string
  /** Value of the object's primary key. Two records of one key in one request must not meet. */
  readonly key: string
  /** Whose order is kept. */
  readonly userKey: string
  /** The record as JSON text, every schema field present. */
  readonly json: string
  /** Length of `json` in UTF-8 bytes. */
  readonly bytes: number
}

/** Why an event yields no record for an integration; a closed list, shown and counted. */
export const dropReasons = [
  'quarantined',
  'excluded_by_sender',
  'no_mapping',
  'consent_denied',
  'filtered',
  'bot',
] as const
export const DropReason = Type.Enum(dropReasons)
export type DropReason = Static<typeof DropReason>

/** What mapping says of one event for one integration. */
export type Mapped =
  | { readonly kind: 'records'; readonly records: readonly DataRecord[] }
  | { readonly kind: 'dropped'; readonly reason: DropReason; readonly detail: string }
  | { readonly kind: 'unmappable'; readonly detail: string }
