import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'
import { countryCodeOf } from './country-names.ts'

/**
 * A phone number as Exact Normalized compares it: E.164 when the library of {IRM} finds it valid, else its digits.
 * @param country code or name of the number's country or of its owner's address; without one, the number must name it
 */
export function normalizedPhoneOf(text: string, country: string): string {
  const digits = text.replaceAll(/\D/g, '')
  const code = countryCodeOf(country)
  const national =
    code !== undefined && isSupportedCountry(code) && !text.trim().startsWith('+')
      ? parsePhoneNumberFromString(text, code)
      : undefined
  if (national?.isValid() === true) return national.number
  const international = parsePhoneNumberFromString(`+${digits}`)
  return international?.isValid() === true ? international.number : digits
}
