import type { Variant } from '../language.ts'
import {
  cart,
  cartItem,
  catalog,
  consentLog,
  order,
  orderItem,
  userEngagement,
} from './engagement.ts'
import {
  contactPointAddress,
  contactPointEmail,
  contactPointPhone,
  identity,
  partyIdentification,
} from './profile.ts'

const catalogActions = ['view_item', 'select_item', 'add_to_wishlist', 'share', 'review_item']
const cartActions = ['add_to_cart', 'remove_from_cart', 'view_cart']
const orderActions = ['purchase', 'cancel_order', 'refund']

/**
 * Variant `interactions_sdk`: the names of Salesforce's own website schema, for orgs that map it already.
 * Specification: docs/specs/mapping.md.
 */
export const interactionsSdkVariant: Variant = {
  objects: [
    catalog,
    cart,
    cartItem,
    order,
    orderItem,
    consentLog,
    identity,
    contactPointEmail,
    contactPointPhone,
    contactPointAddress,
    partyIdentification,
    userEngagement,
  ],
  routes: {
    view: [{ object: 'userEngagement', each: 'event' }],
    custom: [{ object: 'userEngagement', each: 'event' }],
    commerce: [
      { object: 'catalog', each: 'product_lines', actions: catalogActions },
      { object: 'cart', each: 'event', actions: cartActions },
      { object: 'cartItem', each: 'product_lines', actions: cartActions },
      { object: 'order', each: 'event', actions: orderActions },
      { object: 'orderItem', each: 'product_lines', actions: orderActions },
      { object: 'userEngagement', each: 'event', whenNothingElse: true },
    ],
    consent_change: [{ object: 'consentLog', each: 'consent_choices' }],
    identify: [
      { object: 'identity', each: 'event' },
      { object: 'contactPointEmail', each: 'email' },
      { object: 'contactPointPhone', each: 'phone' },
      { object: 'contactPointAddress', each: 'address' },
      { object: 'partyIdentification', each: 'known_user' },
    ],
    // Its party identification holds one id for a device: a group's would push the user's out.
    group: [],
    alias: [{ object: 'partyIdentification', each: 'former_user' }],
  },
}
