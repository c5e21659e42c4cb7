/** What a criterion compares of a record: a key that is equal for equal values, and the value as it stands. */
import {
  addressObjectName,
  emailObjectName,
  individualObjectName,
  partyIdentificationObjectName,
  phoneObjectName,
} from '../model/unified-objects.ts'
import type { MatchCriterion } from '../org/ruleset.ts'
import {
  normalizedAddressLineOf,
  normalizedCountryOf,
  normalizedStateOf,
} from './normalized-address.ts'
import { normalizedEmailOf } from './normalized-email.ts'
import { normalizedPhoneOf } from './normalized-phone.ts'
import { textOf, type PartyRecord, type SourceRecord } from './source-record.ts'

export const identificationFields = {
  name: 'ssot__Name__c',
  type: 'ssot__PartyIdentificationTypeId__c',
  number: 'ssot__Identificationnumber__c',
} as const

/** How a text of a field is normalised; `country` is known for phone numbers only. */
type Normalizer = (text: string, country: string) => string

/** The fields that Exact Normalized is available for {IRM}. */
const normalizers = new Map<string, Normalizer>([
  [`${individualObjectName}.ssot__FirstName__c`, (text) => text.trim().toLowerCase()],
  [`${emailObjectName}.ssot__EmailAddress__c`, normalizedEmailOf],
  [`${phoneObjectName}.ssot__FormattedE164Phonenumber__c`, normalizedPhoneOf],
  [`${phoneObjectName}.ssot__Telephonenumber__c`, normalizedPhoneOf],
  [`${addressObjectName}.ssot__AddressLine1__c`, normalizedAddressLineOf],
  [`${addressObjectName}.ssot__AddressLine2__c`, normalizedAddressLineOf],
  [`${addressObjectName}.ssot__AddressLine3__c`, normalizedAddressLineOf],
  [`${addressObjectName}.ssot__StateProvinceName__c`, normalizedStateOf],
  [`${addressObjectName}.ssot__StateProvinceId__c`, normalizedStateOf],
  [`${addressObjectName}.ssot__CountryName__c`, normalizedCountryOf],
  [`${addressObjectName}.ssot__CountryId__c`, normalizedCountryOf],
])

export function isNormalizable(entityName: string, fieldName: string): boolean {
  return normalizers.has(`${entityName}.${fieldName}`)
}

/** Fields that may name a phone number's country, the best first {IRM}. */
const phoneCountryFields = [
  'ssot__PhoneCountryCode__c',
  'ssot__CountryId__c',
  'ssot__CountryName__c',
] as const
const addressCountryFields = ['ssot__CountryName__c', 'ssot__CountryId__c'] as const

export function isFuzzy({ matchMethodType }: MatchCriterion): boolean {
  return (
    matchMethodType === 'Fuzzy' || matchMethodType === 'FuzzyHigh' || matchMethodType === 'FuzzyLow'
  )
}

/**
 * Makes keys for one criterion and remembers them, as normalising costs more than anything else.
 * @returns the key; empty for a blank value
 */
export function createKeyMaker(
  criterion: MatchCriterion,
): (record: SourceRecord, addresses: readonly PartyRecord[]) => string {
  const { entityName, fieldName } = criterion
  const normalize = normalizers.get(`${entityName}.${fieldName}`)
  const known = new Map<string, string>()
  const isPhone = entityName === phoneObjectName
  return (record, addresses) => {
    const text = textOf(record, fieldName)
    if (text.trim() === '') return ''
    if (entityName === partyIdentificationObjectName) return identificationKeyOf(criterion, record)
    if (criterion.matchMethodType !== 'ExactNormalized' || normalize === undefined) {
      return text.toLowerCase()
    }
    const country = isPhone ? countryOf(record, addresses) : ''
    const asked = `${country}|${text}`
    const key = known.get(asked) ?? normalize(text, country)
    known.set(asked, key)
    return key
  }
}

/** Numbers match only within one name and type {IRM}; they are case-insensitive unless the criterion says otherwise. */
function identificationKeyOf(criterion: MatchCriterion, record: SourceRecord): string {
  const text = textOf(record, criterion.fieldName)
  const name = textOf(record, identificationFields.name)
  const type = textOf(record, identificationFields.type)
  const key = criterion.caseSensitiveMatch ? text : text.toLowerCase()
  return JSON.stringify([name, type, key])
}

function countryOf(record: SourceRecord, addresses: readonly PartyRecord[]): string {
  const own = phoneCountryFields.map((field) => textOf(record, field))
  const ofAddress = addresses.flatMap((address) =>
    addressCountryFields.map((field) => textOf(address, field)),
  )
  return [...own, ...ofAddress].find((text) => text.trim() !== '') ?? ''
}
