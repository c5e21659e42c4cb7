import type { Route, Variant } from '../language.ts'
import { commerceEvent, commerceItem } from './commerce.ts'
import { consentLog } from './consent-log.ts'
import { contactPointEmail, contactPointPhone } from './contact-points.ts'
import { customEvent } from './custom-event.ts'
import { partyIdentification } from './party-identification.ts'
import { profile } from './profile.ts'
import { tiedIdentification, tiedProfile } from './tied-individual.ts'
import { pageView } from './views.ts'

/** Both sides of a tie, so that identity resolution finds one individual in them. */
const ties: readonly Route[] = [
  { object: 'party_identification', each: 'identity_ties' },
  { object: 'profile', each: 'tied_individuals', only: tiedProfile },
  { object: 'party_identification', each: 'tied_identities', only: tiedIdentification },
]

/** Variant `default`: flat objects with names in snake_case, one source. Specification: docs/specs/mapping.md. */
export const defaultVariant: Variant = {
  objects: [
    pageView,
    customEvent,
    commerceEvent,
    commerceItem,
    profile,
    contactPointEmail,
    contactPointPhone,
    partyIdentification,
    consentLog,
  ],
  routes: {
    view: [{ object: 'page_view', each: 'event' }],
    custom: [{ object: 'custom_event', each: 'event' }],
    commerce: [
      { object: 'commerce_event', each: 'event' },
      { object: 'commerce_item', each: 'product_lines' },
    ],
    consent_change: [{ object: 'consent_log', each: 'consent_choices' }],
    identify: [
      { object: 'profile', each: 'event' },
      { object: 'contact_point_email', each: 'email' },
      { object: 'contact_point_phone', each: 'phone' },
      ...ties,
    ],
    // A profile row holds one individual whole: writing it from a group call would blank all its other columns.
    group: [{ object: 'party_identification', each: 'identity_ties' }],
    alias: ties,
  },
}
