/** A step of commerce that an event's name stands for. */
export type CommerceStep = {
  /** Canonical name, that of GA4 where GA4 has one. */
  readonly action: string
  /** One product may stand in the properties themselves, without a list. */
  readonly isSingleProduct: boolean
  /** It settles, changes or reverses an order, so its amount counts as revenue. */
  readonly isOrder: boolean
}

type StepRow = {
  readonly action: string
  readonly names: readonly string[]
  readonly isSingleProduct?: true
  readonly isOrder?: true
}

/**
 * Segment V2 names, their v1 aliases, and GA4 names.
 * Source: facts, event-api 2.3 {SD ecommerce/v2} and 2.4 {GA4 recommended events}, read 2026-11-23.
 */
export const stepRows: readonly StepRow[] = [
  {
    action: 'purchase',
    names: ['Order Completed', 'Completed Order', 'purchase', 'in_app_purchase'],
    isOrder: true,
  },
  {
    action: 'refund',
    names: ['Order Refunded', 'Refunded Order', 'refund'],
    isOrder: true,
  },
  {
    action: 'cancel_order',
    names: ['Order Cancelled', 'Order Canceled', 'Cancelled Order', 'Canceled Order'],
    isOrder: true,
  },
  { action: 'update_order', names: ['Order Updated', 'Updated Order'], isOrder: true },
  {
    action: 'add_to_cart',
    names: ['Product Added', 'Added Product', 'Wishlist Product Added to Cart', 'add_to_cart'],
    isSingleProduct: true,
  },
  {
    action: 'remove_from_cart',
    names: ['Product Removed', 'Removed Product', 'remove_from_cart'],
    isSingleProduct: true,
  },
  { action: 'view_cart', names: ['Cart Viewed', 'Viewed Cart', 'view_cart'] },
  { action: 'begin_checkout', names: ['Checkout Started', 'Started Order', 'begin_checkout'] },
  {
    action: 'view_checkout_step',
    names: ['Checkout Step Viewed', 'Viewed Checkout Step'],
  },
  {
    action: 'complete_checkout_step',
    names: ['Checkout Step Completed', 'Completed Checkout Step'],
  },
  { action: 'add_payment_info', names: ['Payment Info Entered', 'add_payment_info'] },
  { action: 'add_shipping_info', names: ['add_shipping_info'] },
  {
    action: 'view_item',
    names: ['Product Viewed', 'Viewed Product', 'view_item'],
    isSingleProduct: true,
  },
  {
    action: 'select_item',
    names: ['Product Clicked', 'Clicked Product', 'select_item'],
    isSingleProduct: true,
  },
  {
    action: 'view_item_list',
    names: ['Product List Viewed', 'Viewed Product Category', 'view_item_list'],
  },
  { action: 'filter_item_list', names: ['Product List Filtered'] },
  { action: 'search', names: ['Products Searched', 'Searched Products', 'search'] },
  {
    action: 'view_promotion',
    names: ['Promotion Viewed', 'Viewed Promotion', 'view_promotion'],
  },
  {
    action: 'select_promotion',
    names: ['Promotion Clicked', 'Clicked Promotion', 'select_promotion'],
  },
  { action: 'enter_coupon', names: ['Coupon Entered'] },
  { action: 'apply_coupon', names: ['Coupon Applied'] },
  { action: 'deny_coupon', names: ['Coupon Denied'] },
  { action: 'remove_coupon', names: ['Coupon Removed'] },
  {
    action: 'add_to_wishlist',
    names: ['Product Added to Wishlist', 'add_to_wishlist'],
    isSingleProduct: true,
  },
  {
    action: 'remove_from_wishlist',
    names: ['Product Removed from Wishlist'],
    isSingleProduct: true,
  },
  { action: 'share', names: ['Product Shared', 'Cart Shared', 'share'], isSingleProduct: true },
  { action: 'review_item', names: ['Product Reviewed'], isSingleProduct: true },
]

/** `Order Completed`, `order_completed` and `ORDER-COMPLETED` are one name. */
export function foldedNameOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
}

const stepsByFoldedName: ReadonlyMap<string, CommerceStep> = new Map(
  stepRows.flatMap(({ action, names, isSingleProduct, isOrder }) => {
    const step = { action, isSingleProduct: isSingleProduct === true, isOrder: isOrder === true }
    return names.map((name): [string, CommerceStep] => [foldedNameOf(name), step])
  }),
)

/** Longest name worth folding, in characters: some twice the longest known one, as separators may repeat. */
export const stepNameCharsMax = 64

/** The step of commerce that a track event's name stands for, or null when it stands for none. */
export function commerceStepOf(eventName: string): CommerceStep | null {
  if (eventName.length > stepNameCharsMax) return null
  return stepsByFoldedName.get(foldedNameOf(eventName)) ?? null
}
