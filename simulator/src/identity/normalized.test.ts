import { describe, expect, test } from 'vitest'
import {
  normalizedAddressLineOf,
  normalizedCountryOf,
  normalizedStateOf,
} from './normalized-address.ts'
import { normalizedEmailOf } from './normalized-email.ts'
import { normalizedPhoneOf } from './normalized-phone.ts'

describe('an e-mail address', () => {
  test.each(['<MichelleNoris@gmail.com>', '"MichelleNoris"@gmail.com', ' michellenoris@gmail.com'])(
    'of the documented example is one: %s',
    (text) => {
      expect(normalizedEmailOf(text)).toBe('michellenoris@gmail.com')
    },
  )

  test('at gmail.com loses its periods and plus signs, at another domain it keeps them', () => {
    expect(normalizedEmailOf('a.b+c@gmail.com')).toBe('abc@gmail.com')
    expect(normalizedEmailOf('a.b+c@example.com')).toBe('a.b+c@example.com')
  })
})

describe('a phone number', () => {
  test.each(['+1 (650) 277-9500', '+1 650 277-9500', '1 (650) 277-9500'])(
    'of the documented example is one: %s',
    (text) => {
      expect(normalizedPhoneOf(text, '')).toBe('+16502779500')
    },
  )

  test('without a country code is read in the country that is known', () => {
    expect(normalizedPhoneOf('(650) 277-9500', 'US')).toBe('+16502779500')
    expect(normalizedPhoneOf('030 901820', 'Germany')).toBe('+4930901820')
  })

  test('that is not valid is compared by its digits', () => {
    expect(normalizedPhoneOf('12*34', '')).toBe('1234')
  })
})

describe('an address', () => {
  test('of the first documented example is one', () => {
    expect(normalizedAddressLineOf('220 Laurier Avenue West')).toBe(
      normalizedAddressLineOf('220 Laurier Ave W'),
    )
    expect(normalizedAddressLineOf('Suite 1000')).toBe(normalizedAddressLineOf('Ste 1000'))
    expect(normalizedStateOf('ON')).toBe(normalizedStateOf('Ontario'))
    expect(normalizedCountryOf('CA')).toBe(normalizedCountryOf('Canada'))
  })

  test('of the second documented example is one', () => {
    expect(normalizedAddressLineOf('56 Abascal')).toBe(normalizedAddressLineOf('Abascal 56'))
    expect(normalizedCountryOf('ES')).toBe(normalizedCountryOf('Spain'))
  })
})
