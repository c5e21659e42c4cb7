import type { JsonObject, SignalEvent } from '../core/event.ts'

/** Where a path may begin. */
export const roots = ['event', 'properties', 'traits', 'context', 'line', 'derived'] as const
export type Root = (typeof roots)[number]

/** What is worked out once for an event, before any column is read. */
export type Derived = {
  /** Canonical name of a commerce step, `purchase`; null for every other event. */
  readonly action: string | null
  /** The step settles, changes or reverses an order, so its amount counts as revenue. */
  readonly isOrder: boolean
  /** Product lines of a commerce step, by their place from 1. */
  readonly products: readonly { readonly number: number; readonly product: JsonObject }[]
  /** Lines and pieces, null without lines. */
  readonly itemCount: number | null
  readonly quantityTotal: number | null
  /** Normalised contact points of an `identify`, null when there is none that can be used. */
  readonly email: string | null
  readonly phone: string | null
}

export const nothingDerived: Derived = {
  action: null,
  isOrder: false,
  products: [],
  itemCount: null,
  quantityTotal: null,
  email: null,
  phone: null,
}

/**
 * Everything a column of one record can be made from.
 *
 * One scope serves all records of an event, `line` and `used` change from record to record: mapping runs to its end
 * without waiting, so nobody can see it half changed, and an event costs one object here.
 */
export type Scope = {
  readonly event: SignalEvent
  readonly properties: JsonObject
  readonly traits: JsonObject
  readonly context: JsonObject
  readonly derived: Derived
  /** The element of the list that this record is made for; the event itself has an empty one. */
  line: JsonObject
  /** Paths whose value stands in a column already, so that the JSON column carries only the rest. */
  used: string[]
  /** A value is nested too deep to be written down; the event cannot be mapped. */
  isTooDeep: boolean
}

export const emptyObject: JsonObject = Object.freeze({})
