import type { JsonObject } from '../../core/event.ts'
import { rowIdOf } from '../row-id.ts'
import type { Scope } from '../scope.ts'
import { emptyObject } from '../scope.ts'
import { consentChoicesOf } from './consent-choices.ts'
import { identityTiesOf, tiedIdentitiesOf, tiedIndividualsOf } from './identity-ties.ts'
import { productLinesOf } from './product-lines.ts'
import { isObject } from '../values/rest.ts'
import { plainTextOf } from '../values/text.ts'

const once: readonly JsonObject[] = [emptyObject]
const never: readonly JsonObject[] = []

/**
 * What a record can be made for each of. The closed set of fan-outs: every element is the `line` of one record.
 * Elements that become rows of their own carry the row's key as `line.id`.
 */
const lists = {
  /** The event itself, once. */
  event: () => once,
  product_lines: productLinesOf,
  consent_choices: consentChoicesOf,
  identity_ties: identityTiesOf,
  tied_individuals: tiedIndividualsOf,
  tied_identities: tiedIdentitiesOf,
  /** The usable e-mail address, or nothing. */
  email: ({ event, derived }) => contactPointOf('email', event.userKey, derived.email),
  /** The usable phone number, or nothing. */
  phone: ({ event, derived }) => contactPointOf('phone', event.userKey, derived.phone),
  /** Once when an address with a country is there: without one it is no contact point. */
  address: ({ traits }) => (countryNameOf(traits) === null ? never : once),
  /** Once when the user is known by a user id. */
  known_user: ({ event }) => (event.userId === undefined ? never : once),
  /** The id that an `alias` replaces, as `line.id`. */
  former_user: ({ event }) =>
    event.userId === undefined || event.previousId === undefined
      ? never
      : [{ id: event.previousId }],
} satisfies Record<string, (scope: Scope) => readonly JsonObject[]>

export type ListName = keyof typeof lists

/** Most records one list may give. Source: GA4 takes 200 items; five times that is still no order anybody placed. */
export const listLengthMax = 1_000

export function listOf(name: ListName): (scope: Scope) => readonly JsonObject[] {
  return lists[name]
}

function contactPointOf(
  kind: string,
  userKey: string,
  value: string | null,
): readonly JsonObject[] {
  return value === null ? never : [{ id: rowIdOf(kind, userKey, value), value }]
}

function countryNameOf(traits: JsonObject): string | null {
  const address = traits['address']
  return plainTextOf(isObject(address) ? address['country'] : traits['country'])
}
