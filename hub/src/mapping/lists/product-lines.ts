import type { JsonObject } from '../../core/event.ts'
import type { CommerceStep } from '../commerce-steps.ts'
import type { Scope } from '../scope.ts'
import { numberOf } from '../values/number.ts'
import { isObject } from '../values/rest.ts'

/** Where the list of products may stand. Source: facts, event-api 2.4. */
function productListOf(properties: JsonObject): readonly unknown[] | null {
  const ecommerce = properties['ecommerce']
  const candidates = [
    properties['products'],
    properties['items'],
    isObject(ecommerce) ? ecommerce['items'] : undefined,
    isObject(ecommerce) ? ecommerce['products'] : undefined,
  ]
  for (const list of candidates) if (isFilledList(list)) return list
  return null
}

function isFilledList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0
}

/** Any of these names a product when a step of one product has no list. */
const productNames = ['product_id', 'productId', 'sku', 'item_id', 'itemId']

/** The products of a commerce event, each an object of the sender's, by its place from 1. */
export function productsOf(
  properties: JsonObject,
  step: CommerceStep,
): readonly { readonly number: number; readonly product: JsonObject }[] {
  const list = productListOf(properties)
  if (list === null) {
    const isProduct = step.isSingleProduct && productNames.some((name) => properties[name] != null)
    return isProduct ? [{ number: 1, product: properties }] : []
  }
  const products = []
  for (const [index, product] of list.entries()) {
    // A place is kept even when what stands there is no object, so that the others keep their numbers and keys.
    if (isObject(product)) products.push({ number: index + 1, product })
  }
  return products
}

/** One element per product line: `line.id` is unique within the org, `line.product` is what the sender wrote. */
export function productLinesOf(scope: Scope): readonly JsonObject[] {
  return scope.derived.products.map(({ number, product }) => ({
    id: `${scope.event.eventId}:${number}`,
    number,
    product,
  }))
}

/** How many pieces the lines hold together; a line without a quantity is one piece. Null without lines. */
export function quantityTotalOf(
  products: readonly { readonly product: JsonObject }[],
): number | null {
  if (products.length === 0) return null
  return products.reduce((total, { product }) => total + (numberOf(product['quantity']) ?? 1), 0)
}
