import { interactionNames } from './interactions-sdk/interaction-names.ts'
import type { FieldType } from './mapping.ts'
import type { Scope } from './scope.ts'
import { agentFactsOf } from './values/agent.ts'
import { dateOf, dateTimeOf } from './values/date-time.ts'
import { canonicalJsonOf } from './values/json.ts'
import { numberOf, roundedOf } from './values/number.ts'
import { isObject, restOf } from './values/rest.ts'
import { plainTextOf, textOf, urlOf, urlPathOf } from './values/text.ts'

/** Makes a column's value of what stands at a path; null when there is none. Pure, and never throws. */
export type ValueFunction = (value: unknown, scope: Scope) => string | number | boolean | null

/**
 * The closed set of functions that a mapping may name. A column without one gets that of its type.
 */
const functions = {
  text: textOf,
  number: numberOf,
  boolean: booleanOf,
  date: dateOf,
  date_time: dateTimeOf,
  url: urlOf,
  /** A single value; an object or a list gives none. */
  plain_text: plainTextOf,
  /** A value fixed at intake, as it stands. */
  exact: (value) => (typeof value === 'string' && value !== '' ? value : null),
  url_path: urlPathOf,
  browser_name: (value) => agentFactsOf(value).browser,
  os_name: (value) => agentFactsOf(value).os,
  device_type: (value) => agentFactsOf(value).device,
  /** By the user id: `0` known, `1` anonymous. Source: facts, data-cloud-api 6.6 {ANON}. */
  is_anonymous: (value) => (textOf(value) === null ? '1' : '0'),
  /** 1 for a page or a screen, else 0. */
  is_view: (value) => (value === 'page' || value === 'screen' ? 1 : 0),
  /** How the website SDKs name a view: `page-view`. Source: facts, data-cloud-api 7.2 {CCDC}. */
  view_name: (value) => (value === 'page' || value === 'screen' ? `${value}-view` : null),
  /** A number that counts as revenue because the step settles, changes or reverses an order. */
  order_amount: (value, scope) => (scope.derived.isOrder ? numberOf(value) : null),
  order_amount_before_charges: orderAmountBeforeChargesOf,
  interaction_name: (value) =>
    typeof value === 'string' ? (interactionNames.get(value) ?? null) : null,
  rest_of_properties: (value, scope) => restJsonOf(value, 'properties', scope),
  rest_of_traits: restOfTraitsOf,
} satisfies Record<string, ValueFunction>

export type ValueFunctionName = keyof typeof functions

const functionNamesByType = {
  text: 'text',
  email: 'text',
  phone: 'text',
  url: 'url',
  number: 'number',
  boolean: 'boolean',
  percent: 'number',
  date: 'date',
  'date-time': 'date_time',
} as const satisfies Record<FieldType, ValueFunctionName>

export function valueFunctionOf(name: ValueFunctionName): ValueFunction {
  return functions[name]
}

/** The function of a column that names none. */
export function valueFunctionOfType(type: FieldType): ValueFunction {
  return functions[functionNamesByType[type]]
}

/** `true` and `false`, also as text. */
function booleanOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 'true') return true
  return value === 'false' ? false : null
}

/**
 * An order's total without tax and shipping, which is its revenue; a charge that is not named counts as none.
 * Source: facts, event-api 2.3, "Money".
 */
function orderAmountBeforeChargesOf(value: unknown, scope: Scope): number | null {
  if (!scope.derived.isOrder || !isObject(value)) return null
  const total = numberOf(value['total'])
  if (total === null) return null
  return roundedOf(total - (numberOf(value['tax']) ?? 0) - (numberOf(value['shipping']) ?? 0))
}

/** A trait that became a contact point stands there, so the rest is without it; one that could not stays. */
function restOfTraitsOf(value: unknown, scope: Scope): string | null {
  if (scope.derived.email !== null) scope.used.push('traits.email')
  if (scope.derived.phone !== null) scope.used.push('traits.phone')
  return restJsonOf(value, 'traits', scope)
}

/** What no column holds, as canonical JSON; null when that is nothing. */
function restJsonOf(value: unknown, root: string, scope: Scope): string | null {
  const rest = isObject(value) ? restOf(value, root, scope.used) : null
  if (rest === null) return null
  const json = canonicalJsonOf(rest)
  // Nothing may be lost in silence: what cannot be written down makes the event unmappable.
  if (json === null) scope.isTooDeep = true
  return json
}
