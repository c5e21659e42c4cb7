/**
 * Names of the Salesforce Interactions SDK by canonical action.
 * Source: facts, data-cloud-api 7.2 {WEB}, read 2026-11-23. Which of the SDK's names fits an action is our reading.
 */
export const interactionNames: ReadonlyMap<string, string> = new Map([
  ['add_to_cart', 'Add To Cart'],
  ['remove_from_cart', 'Remove From Cart'],
  // Seeing the cart tells its whole content, which is what the SDK sends as a replacement.
  ['view_cart', 'Replace Cart'],
  ['view_item', 'View Catalog Object'],
  ['select_item', 'View Catalog Object Detail'],
  ['add_to_wishlist', 'Favorite Catalog Object'],
  ['share', 'Share Catalog Object'],
  ['review_item', 'Review Catalog Object'],
  ['purchase', 'Purchase'],
  ['cancel_order', 'Cancel'],
  ['refund', 'Return'],
])
