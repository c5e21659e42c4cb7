import { exact, number, text, type ObjectMapping, type Source } from '../language.ts'
import { automaticFields, mandatoryFieldsOf, restFields } from './shared-fields.ts'

const engagement = {
  category: 'Engagement',
  primaryKey: 'eventId',
  eventTimeField: 'dateTime',
  recordModifiedField: null,
} as const

const productIdSources: readonly Source[] = [
  'line.product.product_id',
  'line.product.productId',
  'line.product.sku',
  'line.product.item_id',
  'line.product.itemId',
  'line.product.id',
]
const currencySources: readonly Source[] = ['properties.currency', 'properties.ecommerce.currency']

/** A product looked at, saved, shared or reviewed; one row for each. */
export const catalog: ObjectMapping = {
  ...engagement,
  name: 'catalog',
  fields: [
    ...mandatoryFieldsOf('catalog', 'Engagement', { eventId: exact('line.id') }),
    ...automaticFields,
    text('id', ...productIdSources),
    text('type', { constant: 'Product' }),
    text(
      'attributeName',
      'line.product.name',
      'line.product.product_name',
      'line.product.item_name',
    ),
    text('attributeBrand', 'line.product.brand', 'line.product.item_brand'),
    text('attributeCategory', 'line.product.category', 'line.product.item_category'),
    text('attributeSku', 'line.product.sku'),
    number('attributePrice', 'line.product.price'),
    text('attributeCurrency', 'line.product.currency', ...currencySources),
    ...restFields,
  ],
}

export const cart: ObjectMapping = {
  ...engagement,
  name: 'cart',
  fields: [...mandatoryFieldsOf('cart', 'Engagement'), ...automaticFields, ...restFields],
}

/** One row for each line of a cart, pointing at the cart's event. */
export const cartItem: ObjectMapping = {
  ...engagement,
  name: 'cartItem',
  fields: [
    ...mandatoryFieldsOf('cartItem', 'Engagement', { eventId: exact('line.id') }),
    ...automaticFields,
    text('cartEventId', exact('event.eventId')),
    ...lineFields(),
  ],
}

export const order: ObjectMapping = {
  ...engagement,
  name: 'order',
  fields: [
    ...mandatoryFieldsOf('order', 'Engagement'),
    ...automaticFields,
    text(
      'orderId',
      'properties.order_id',
      'properties.orderId',
      'properties.transaction_id',
      'properties.ecommerce.transaction_id',
    ),
    number(
      'orderTotalValue',
      'properties.total',
      'properties.value',
      'properties.ecommerce.value',
      'properties.revenue',
    ),
    text('orderCurrency', ...currencySources),
    ...restFields,
  ],
}

/** One row for each line of an order, pointing at the order's event. */
export const orderItem: ObjectMapping = {
  ...engagement,
  name: 'orderItem',
  fields: [
    ...mandatoryFieldsOf('orderItem', 'Engagement', { eventId: exact('line.id') }),
    ...automaticFields,
    text('orderEventId', exact('event.eventId')),
    ...lineFields(),
  ],
}

function lineFields() {
  return [
    text('catalogObjectId', ...productIdSources),
    text('catalogObjectType', { constant: 'Product' }),
    number('quantity', 'line.product.quantity'),
    number('price', 'line.product.price'),
    text('currency', 'line.product.currency', ...currencySources),
  ]
}

/** Page views, custom events, and steps of commerce that the SDK has no object for. */
export const userEngagement: ObjectMapping = {
  ...engagement,
  name: 'userEngagement',
  fields: [
    ...mandatoryFieldsOf('userEngagement', 'Engagement'),
    ...automaticFields,
    text('siteId', 'event.sourceId'),
    text('pageName', 'event.name', 'properties.name'),
    ...restFields,
  ],
}

export const consentLog: ObjectMapping = {
  ...engagement,
  name: 'consentLog',
  fields: [
    ...mandatoryFieldsOf('consentLog', 'Engagement', { eventId: exact('line.id') }),
    text('provider', 'line.provider'),
    text('purpose', 'line.purpose'),
    text('status', 'line.status'),
  ],
}
