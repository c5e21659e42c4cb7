import type { JsonObject, SignalEvent } from '../core/event.ts'
import { commerceStepOf } from './commerce-steps.ts'
import type { EventKind } from './event-kind.ts'
import { productsOf, quantityTotalOf } from './lists/product-lines.ts'
import { emptyObject, nothingDerived, type Derived, type Scope } from './scope.ts'
import { emailOf } from './values/email.ts'
import { countryOf, phoneOf } from './values/phone.ts'
import { isObject } from './values/rest.ts'

/** Gathers what the records of one event are made from. */
export function scopeOf(event: SignalEvent, kind: EventKind): Scope {
  const traits = kind === 'identify' ? traitsOf(event) : event.traits
  return {
    event,
    properties: event.properties,
    traits,
    context: event.context,
    derived: derivedOf(event, kind, traits),
    line: emptyObject,
    used: [],
    isTooDeep: false,
  }
}

/** Some SDKs put the traits of an `identify` into the context only. Source: facts, event-api 2.1 [RUN]. */
function traitsOf({ traits, context }: SignalEvent): JsonObject {
  const inContext = context['traits']
  const isGiven = Object.keys(traits).length > 0
  return !isGiven && isObject(inContext) ? inContext : traits
}

function derivedOf(event: SignalEvent, kind: EventKind, traits: JsonObject): Derived {
  switch (kind) {
    case 'commerce':
      return commerceOf(event)
    case 'identify':
      return contactPointsOf(event, traits)
    case 'view':
    case 'custom':
    case 'consent_change':
    case 'group':
    case 'alias':
      return nothingDerived
  }
}

function commerceOf({ event, properties }: SignalEvent): Derived {
  const step = event === undefined ? null : commerceStepOf(event)
  if (step === null) return nothingDerived
  const products = productsOf(properties, step)
  return {
    ...nothingDerived,
    action: step.action,
    isOrder: step.isOrder,
    products,
    itemCount: products.length === 0 ? null : products.length,
    quantityTotal: quantityTotalOf(products),
  }
}

function contactPointsOf({ context }: SignalEvent, traits: JsonObject): Derived {
  const address = traits['address']
  const country = isObject(address) ? address['country'] : traits['country']
  return {
    ...nothingDerived,
    email: emailOf(traits['email']),
    phone: phoneOf(
      traits['phone'],
      countryOf(country, traits['locale']) ?? countryOf(null, context['locale']),
    ),
  }
}
