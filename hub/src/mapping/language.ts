import type { ObjectCategory } from '../core/record.ts'
import type { EventKind } from './event-kind.ts'
import type { ValueFunctionName } from './functions.ts'
import type { ListName } from './lists/lists.ts'
import type { FieldType } from './mapping.ts'
import type { Root } from './scope.ts'

/**
 * The declarative form that the variants are written in. It is data: `compile.ts` turns it into functions once, and
 * nothing in it is ever evaluated as code. Specification: docs/specs/mapping.md.
 */

/** Where a value stands: a root, then keys. `properties.order_id`, `line.price`, `event.userId`. */
export type Path = Root | `${Root}.${string}`

/** One place to look for a value, and the function that makes a column's value of what is found there. */
export type Source =
  | Path
  | { readonly path: Path; readonly with: ValueFunctionName }
  | { readonly constant: string }

/** One column. The first source that yields a value wins; none: the column is null. */
export type FieldMapping = {
  readonly name: string
  readonly type: FieldType
  readonly from: readonly Source[]
}

/** One object, and where its columns come from, in the order they are written. */
export type ObjectMapping = {
  readonly name: string
  readonly category: ObjectCategory
  readonly primaryKey: string
  readonly eventTimeField: string | null
  readonly recordModifiedField: string | null
  readonly fields: readonly FieldMapping[]
}

/** One step of what is made of an event: a record of `object` for every element of `each`. */
export type Route = {
  readonly object: string
  readonly each: ListName
  /** Commerce only: the actions this step is for; absent = all. */
  readonly actions?: readonly string[]
  /** Fields to fill in, in place of the object's own; all its other columns are null. */
  readonly only?: readonly FieldMapping[]
  /** Taken only when the steps before it made no record. */
  readonly whenNothingElse?: true
}

/** A variant of an integration: its objects, and what each kind of event becomes. */
export type Variant = {
  readonly objects: readonly ObjectMapping[]
  readonly routes: Readonly<Record<EventKind, readonly Route[]>>
}

export function text(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'text', from }
}

export function number(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'number', from }
}

export function url(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'url', from }
}

export function date(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'date', from }
}

export function dateTime(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'date-time', from }
}

export function email(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'email', from }
}

export function phone(name: string, ...from: readonly Source[]): FieldMapping {
  return { name, type: 'phone', from }
}

/** A value fixed at intake, written as it stands: an id or a time that every attempt must repeat byte for byte. */
export function exact(path: Path): Source {
  return { path, with: 'exact' }
}
