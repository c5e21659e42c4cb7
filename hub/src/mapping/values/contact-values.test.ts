import { expect, test } from 'vitest'
import { emailOf } from './email.ts'
import { countryOf, phoneOf } from './phone.ts'

test('an e-mail address is trimmed and lower-case, its dots and tags left alone', () => {
  expect(emailOf('  Ada.B+news@GMail.com ')).toBe('ada.b+news@gmail.com')
})

test.each(['ada', 'ada@', '@x.com', 'ada@x', 'a b@x.com', 'a@x.c', 'a@@x.com', '', 7, null])(
  '%s is no e-mail address',
  (given) => expect(emailOf(given)).toBeNull(),
)

test('a phone number becomes E.164, a national one by its country', () => {
  expect(phoneOf('+44 20 7946 0958', null)).toBe('+442079460958')
  expect(phoneOf('(415) 555-2671', 'US')).toBe('+14155552671')
  expect(phoneOf('0044 20 7946 0958', 'GB')).toBe('+442079460958')
  expect(phoneOf('(415) 555-2671', null)).toBeNull()
})

test('what only looks like a phone number is none', () => {
  expect(phoneOf('5551234', 'US')).toBeNull()
  expect(phoneOf('Call: (213) 373-4253', 'US')).toBeNull()
})

test('a country comes from its code, else from the region of a locale, never from a bare language', () => {
  expect(countryOf(' gb ', 'en-US')).toBe('GB')
  expect(countryOf('England', 'en-US')).toBe('US')
  expect(countryOf(null, 'zh_Hant_TW')).toBe('TW')
  expect(countryOf(null, 'ca')).toBeNull()
  expect(countryOf('XX', null)).toBeNull()
})
