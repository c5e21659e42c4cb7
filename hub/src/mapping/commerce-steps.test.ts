import { expect, test } from 'vitest'
import { commerceStepOf, foldedNameOf, stepRows } from './commerce-steps.ts'

test('every name stands for one step only', () => {
  const folded = stepRows.flatMap(({ names }) => names.map(foldedNameOf))
  expect(new Set(folded).size).toBe(folded.length)
})

test.each([
  ['Order Completed', 'purchase'],
  ['Completed Order', 'purchase'],
  ['in_app_purchase', 'purchase'],
  ['ORDER_COMPLETED', 'purchase'],
  ['order-completed', 'purchase'],
  ['Product Added', 'add_to_cart'],
  ['add_to_cart', 'add_to_cart'],
  ['Product Viewed', 'view_item'],
  ['Viewed Product Category', 'view_item_list'],
  ['Order Refunded', 'refund'],
])('%s is the step %s', (name, action) => {
  expect(commerceStepOf(name)?.action).toBe(action)
})

test.each(['Signed Up', 'Order', 'purchased', '', 'Order Completed '.repeat(50)])(
  '%s is no step of commerce',
  (name) => expect(commerceStepOf(name)).toBeNull(),
)
