import {
  addressObjectName,
  emailObjectName,
  partyField,
  partyIdentificationObjectName,
  phoneObjectName,
} from '../model/unified-objects.ts'
import { primaryKeyField, sourceFields } from '../model/standard-objects.ts'
import { identificationFields } from './match-value.ts'
import { inOrder, textOf, type PartyRecord, type Value } from './source-record.ts'
import { unifiedIdOf } from './unified-id.ts'

/** The fields that say what a contact point or an identification is; two that agree in them are one and the same. */
const valueFieldsOf = new Map<string, readonly string[]>([
  [emailObjectName, ['ssot__EmailAddress__c']],
  [phoneObjectName, ['ssot__FormattedE164Phonenumber__c', 'ssot__Telephonenumber__c']],
  [
    addressObjectName,
    ['1', '2', '3', '4']
      .map((line) => `ssot__AddressLine${line}__c`)
      .concat([
        'ssot__CityName__c',
        'ssot__StateProvinceName__c',
        'ssot__PostalCodetext__c',
        'ssot__CountryName__c',
      ]),
  ],
  [
    partyIdentificationObjectName,
    [identificationFields.name, identificationFields.type, identificationFields.number],
  ],
])

export function partyValueFieldsOf(entityName: string): readonly string[] {
  return valueFieldsOf.get(entityName) ?? []
}

/** A source record with the unified contact point or identification that it became. */
export type UnifiedParty = {
  readonly record: PartyRecord
  readonly unifiedId: string
  /** The unified profile that it belongs to. */
  readonly profileId: string
  /** Whether it is the first of those that became this one. */
  readonly isFirst: boolean
}

/**
 * All contact points and identifications of unified profiles: they are kept, not reconciled {IRR}; equal ones of one person
 * are one row (assumed), a blank one is none. Their ids follow from the person and the value, so that they stay.
 * @param unifiedIdOfParty unified profile of each Individual.Id; a record of nobody is left out
 */
export function* unifiedPartiesOf(
  entityName: string,
  records: readonly PartyRecord[],
  unifiedIdOfParty: ReadonlyMap<string, string>,
): Generator<UnifiedParty, void> {
  const fields = partyValueFieldsOf(entityName)
  const seen = new Set<string>()
  for (const record of inOrder(records)) {
    const profileId = unifiedIdOfParty.get(record.partyId)
    const texts = fields.map((field) => textOf(record, field).trim())
    if (profileId === undefined || texts.every((text) => text === '')) continue
    const unifiedId = unifiedIdOf([
      entityName,
      profileId,
      ...texts.map((text) => text.toLowerCase()),
    ])
    const isFirst = !seen.has(unifiedId)
    seen.add(unifiedId)
    yield { record, unifiedId, profileId, isFirst }
  }
}

export function unifiedPartyRowOf({
  record,
  unifiedId,
  profileId,
}: UnifiedParty): Readonly<Record<string, Value>> {
  return {
    ...record.values,
    [sourceFields.dataSource]: null,
    [sourceFields.dataSourceObject]: null,
    [primaryKeyField]: unifiedId,
    [partyField]: profileId,
  }
}
