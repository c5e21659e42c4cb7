import { dateTime, exact, number, text, url, type ObjectMapping, type Source } from '../language.ts'
import { contextFields } from './context-fields.ts'

// Names of Segment's V2 events, in snake_case and camelCase, then GA4's. Source: facts, event-api 2.3 and 2.4.

const orderIdSources: readonly Source[] = [
  'properties.order_id',
  'properties.orderId',
  'properties.transaction_id',
  'properties.ecommerce.transaction_id',
]
const cartIdSources: readonly Source[] = ['properties.cart_id', 'properties.cartId']
const currencySources: readonly Source[] = ['properties.currency', 'properties.ecommerce.currency']

/**
 * What was earned. `revenue` counts wherever it is sent; the other amounts only for a step that settles, changes or
 * reverses an order, so that the `value` of a product looked at never adds to a sum.
 */
const revenueSources: readonly Source[] = [
  'properties.revenue',
  'properties.ecommerce.revenue',
  { path: 'properties.value', with: 'order_amount' },
  { path: 'properties.ecommerce.value', with: 'order_amount' },
  { path: 'properties.subtotal', with: 'order_amount' },
  { path: 'properties', with: 'order_amount_before_charges' },
]

/** Steps of commerce, from a product seen to an order refunded. */
export const commerceEvent: ObjectMapping = {
  name: 'commerce_event',
  category: 'Engagement',
  primaryKey: 'event_id',
  eventTimeField: 'event_time',
  recordModifiedField: null,
  fields: [
    ...contextFields,
    text('event_name', 'event.event'),
    text('action', 'derived.action'),
    text('order_id', ...orderIdSources),
    text('checkout_id', 'properties.checkout_id', 'properties.checkoutId'),
    text('cart_id', ...cartIdSources),
    text('currency', ...currencySources),
    number('revenue', ...revenueSources),
    number('total', 'properties.total', 'properties.ecommerce.total'),
    number('subtotal', 'properties.subtotal'),
    number('tax', 'properties.tax', 'properties.ecommerce.tax'),
    number('shipping', 'properties.shipping', 'properties.ecommerce.shipping'),
    number('discount', 'properties.discount', 'properties.ecommerce.discount'),
    text(
      'coupon',
      'properties.coupon',
      'properties.coupon_id',
      'properties.coupon_name',
      'properties.ecommerce.coupon',
    ),
    text('affiliation', 'properties.affiliation', 'properties.ecommerce.affiliation'),
    number('item_count', 'derived.itemCount'),
    number('quantity_total', 'derived.quantityTotal'),
    text(
      'payment_method',
      'properties.payment_method',
      'properties.paymentMethod',
      'properties.payment_type',
      'properties.ecommerce.payment_type',
    ),
    text(
      'shipping_method',
      'properties.shipping_method',
      'properties.shippingMethod',
      'properties.shipping_tier',
      'properties.ecommerce.shipping_tier',
    ),
    text('search_query', 'properties.query', 'properties.search_term'),
    text('properties_json', { path: 'properties', with: 'rest_of_properties' }),
  ],
}

/** One row for each product line of a commerce event. */
export const commerceItem: ObjectMapping = {
  name: 'commerce_item',
  category: 'Engagement',
  primaryKey: 'item_id',
  eventTimeField: 'event_time',
  recordModifiedField: null,
  fields: [
    text('item_id', exact('line.id')),
    text('event_id', exact('event.eventId')),
    dateTime('event_time', exact('event.eventTime')),
    text('individual_id', 'event.userKey'),
    text('action', 'derived.action'),
    text('order_id', ...orderIdSources),
    text('cart_id', ...cartIdSources),
    number('line_number', 'line.number'),
    text(
      'product_id',
      'line.product.product_id',
      'line.product.productId',
      'line.product.sku',
      'line.product.item_id',
      'line.product.itemId',
      'line.product.id',
    ),
    text('sku', 'line.product.sku'),
    text(
      'product_name',
      'line.product.name',
      'line.product.product_name',
      'line.product.item_name',
    ),
    text('brand', 'line.product.brand', 'line.product.item_brand'),
    text('category', 'line.product.category', 'line.product.item_category'),
    text('variant', 'line.product.variant', 'line.product.item_variant'),
    number('price', 'line.product.price'),
    number('quantity', 'line.product.quantity'),
    text('currency', 'line.product.currency', ...currencySources),
    text('coupon', 'line.product.coupon'),
    number('position', 'line.product.position', 'line.product.index'),
    url('product_url', 'line.product.url'),
    url('image_url', 'line.product.image_url', 'line.product.imageUrl'),
  ],
}
