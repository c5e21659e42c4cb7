import { eventTypes, type JsonObject, type SignalEvent } from '../core/event.ts'
import { stepRows } from './commerce-steps.ts'
import { plainEventOf } from './plain-event.fixture.ts'
import { isObject } from './values/rest.ts'

/** Numbers in [0, 1) that a seed repeats; for tests only. */
export function seededFractions(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const words = [
  '',
  ' ',
  'x',
  '12.50',
  '1e400',
  '-0',
  '2026-02-30',
  '2026-02-25T14:30:00+02:00',
  '1577836800',
  'ada@example.com',
  '+442079460958',
  '020 7946 0958',
  'https://shop.example/a?b#c',
  '/relative',
  '👩‍🚀',
  '\ud800',
  '\u0000',
  '"quoted"\\',
  '\u2028',
  '日本',
  'GB',
  'en-US',
]

/** Names that mapping looks for, so that they meet every kind of value. */
const keys = [
  ...['products', 'items', 'ecommerce', 'order_id', 'revenue', 'total', 'value', 'currency'],
  ...['product_id', 'sku', 'price', 'quantity', 'url', 'title', 'name', 'query', 'category'],
  ...['email', 'phone', 'address', 'company', 'birthday', 'createdAt', 'first_name', 'country'],
  ...['page', 'campaign', 'userAgent', 'locale', 'session', 'sessionId', 'traits', 'groupId'],
  ...['consent', 'consentManagement', 'categoryPreferences', 'allowedConsentIds'],
  ...['deniedConsentIds', 'provider', 'os', 'device', 'type', 'path', 'referrer', 'ip'],
  ...['constructor', '__proto__', 'toString', 'toJSON', 'length', 'a.b', 'ключ', ''],
]

/** Where a value of any kind would hardly ever be one that mapping can use, one that it can. */
const usableValues: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['products', [[{ sku: 's-1', price: '3' }, { name: 'x' }, 'x']]],
  ['email', ['ada@example.com', ' Ada@Example.com']],
  ['phone', ['+442079460958', 2079460958]],
  ['consent', [{ categoryPreferences: { Ads: true, Tracking: false } }, { ads: true }]],
  ['consentManagement', [{ allowedConsentIds: ['a', 'b', ''], deniedConsentIds: ['b', 7] }]],
  ['address', [{ city: 'Rome', country: 'IT' }, 'Rome']],
])

const consentNames = ['Segment Consent Preference Updated', 'Consent Management Interaction']
const eventNames = [...stepRows.flatMap((row) => row.names), ...words]

const plainEvent = plainEventOf()

/** An event such as no SDK sends: any JSON in any place that takes JSON. */
export function anyEventOf(fraction: () => number): SignalEvent {
  const pick = <Item>(items: readonly Item[], otherwise: Item): Item =>
    items[Math.floor(fraction() * items.length)] ?? otherwise
  const value = (depth: number): unknown => {
    const kind = Math.floor(fraction() * (depth > 2 ? 5 : 8))
    if (kind === 0) return null
    if (kind === 1) return fraction() < 0.5
    if (kind === 2) return (fraction() - 0.5) * 10 ** Math.floor(fraction() * 40)
    if (kind === 3) return Math.floor(fraction() * 1000)
    if (kind === 4) return pick(words, 'x')
    if (kind === 5) return Array.from({ length: fraction() * 4 }, () => value(depth + 1))
    return object(depth + 1)
  }
  const object = (depth: number): JsonObject => {
    const members = Array.from({ length: fraction() * (depth === 0 ? 16 : 5) }, () => {
      const key = pick(keys, 'x')
      const usable = usableValues.get(key)
      const member = usable !== undefined && fraction() < 0.5 ? pick(usable, null) : value(depth)
      return `${JSON.stringify(key)}:${JSON.stringify(member)}`
    })
    // Read back from text, as from the journal, so that `__proto__` is a key of its own.
    const read: unknown = JSON.parse(`{${members.join(',')}}`)
    return isObject(read) ? read : {}
  }
  const names = fraction() < 0.2 ? consentNames : eventNames
  const isKnown = fraction() < 0.6
  return {
    ...plainEvent,
    type: pick(eventTypes, 'track'),
    event: pick(names, 'x'),
    ...(isKnown ? { userId: 'user-1', userKey: 'user-1' } : { userKey: 'anon-1' }),
    ...(fraction() < 0.3 ? { groupId: pick(words, 'g') } : {}),
    ...(fraction() < 0.3 ? { previousId: pick(words, 'p') } : {}),
    properties: object(0),
    traits: object(0),
    context: object(0),
  }
}
