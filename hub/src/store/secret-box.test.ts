import { createSecretKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSecretBox } from './secret-box.ts'

const keyOf = (id: string, fill: number) => ({ id, key: createSecretKey(Buffer.alloc(32, fill)) })
const box = createSecretBox(keyOf('one', 1))
const place = { ownerId: 'int_a', field: 'client_secret' }
const unreadable = expect.objectContaining({ code: 'store.secret_unreadable' })

test('a sealed value opens where it was sealed', () => {
  for (const value of ['', 'a secret', 'ü € 😀', 'x'.repeat(10_000)]) {
    expect(box.open(box.seal(value, place), place)).toBe(value)
  }
})

test('one value sealed twice looks different each time and shows nothing of itself', () => {
  const sealed = [box.seal('needle', place), box.seal('needle', place)]
  expect(sealed[0]).not.toBe(sealed[1])
  expect(sealed.join()).not.toContain('needle')
})

test('a sealed value opens in no other place and with no other key', () => {
  const sealed = box.seal('a secret', place)
  const refused = [
    () => box.open(sealed, { ...place, field: 'other' }),
    () => box.open(sealed, { ...place, ownerId: 'int_b' }),
    () => createSecretBox(keyOf('two', 2)).open(sealed, place),
    () => createSecretBox(keyOf('one', 2)).open(sealed, place),
  ]
  for (const open of refused) expect(open).toThrow(unreadable)
})

test('a value changed in any of its parts does not open', () => {
  const parts = box.seal('a secret', place).split('.')
  for (const index of parts.keys()) {
    const changed = parts.with(
      index,
      `${parts[index]}`.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')),
    )
    expect(() => box.open(changed.join('.'), place)).toThrow(unreadable)
    expect(() => box.open(parts.with(index, '').join('.'), place)).toThrow(unreadable)
  }
  expect(() => box.open('', place)).toThrow(unreadable)
})
