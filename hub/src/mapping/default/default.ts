import type { Variant } from '../language.ts'
import { commerceEvent, commerceItem } from './commerce.ts'
import { consentLog } from './consent-log.ts'
import { contactPointEmail, contactPointPhone } from './contact-points.ts'
import { customEvent } from './custom-event.ts'
import { partyIdentification } from './party-identification.ts'
import { profile } from './profile.ts'
import { pageView } from './views.ts'

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
      { object: 'party_identification', each: 'identity_ties' },
    ],
    // A profile row holds one individual whole: writing it from a group call would blank all its other columns.
    group: [{ object: 'party_identification', each: 'identity_ties' }],
    alias: [{ object: 'party_identification', each: 'identity_ties' }],
  },
}
