import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js'

/** Longest text read as a phone number, in characters: fifteen digits, with room for marks and an extension. */
const phoneCharsMax = 60

/**
 * A phone number in E.164, `+442079460958`; null when it is not a valid number.
 * A national number needs a country. Free text with a number in it is none. Source: facts, event-api 5.2.
 */
export function phoneOf(value: unknown, country: CountryCode | null): string | null {
  const given = typeof value === 'number' ? String(value) : value
  if (typeof given !== 'string' || given.length > phoneCharsMax) return null
  const number = parsePhoneNumberFromString(given.trim(), {
    extract: false,
    ...(country === null ? {} : { defaultCountry: country }),
  })
  return number?.isValid() === true ? number.number : null
}

/** Country by its code (`GB`, `gb`), else the region of a locale (`en-GB`, `zh_Hant_TW`); a bare language names none. */
export function countryOf(country: unknown, locale: unknown): CountryCode | null {
  return supportedOf(country) ?? supportedOf(regionOf(locale))
}

function regionOf(locale: unknown): string | undefined {
  if (typeof locale !== 'string') return undefined
  return /^[a-z]{2,3}[-_](?:[a-z]{4}[-_])?([a-z]{2})\b/i.exec(locale.trim())?.[1]
}

function supportedOf(code: unknown): CountryCode | null {
  if (typeof code !== 'string') return null
  const country = code.trim().toUpperCase()
  return isSupportedCountry(country) ? country : null
}
