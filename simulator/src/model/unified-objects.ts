/**
 * The objects that a ruleset of identity resolution makes: a unified object and a link object for the individual and for
 * each kind of record that belongs to one. With a ruleset id the names are those of new orgs, which end in it; a ruleset
 * without one has the older names. Source: {UIL,ANON}; which rule gives which names is assumed.
 */
import type { Ruleset } from '../org/ruleset.ts'
import type { DataModelObject, ModelField } from './data-model-object.ts'
import { primaryKeyField, sourceFields, standardObjectOf } from './standard-objects.ts'

export const individualObjectName = 'ssot__Individual__dlm'
export const emailObjectName = 'ssot__ContactPointEmail__dlm'
export const phoneObjectName = 'ssot__ContactPointPhone__dlm'
export const addressObjectName = 'ssot__ContactPointAddress__dlm'
export const partyIdentificationObjectName = 'ssot__PartyIdentification__dlm'

/** Whose rows belong to an individual by their `ssot__PartyId__c`. */
export const partyObjectNames = [
  emailObjectName,
  phoneObjectName,
  addressObjectName,
  partyIdentificationObjectName,
] as const

export const partyField = 'ssot__PartyId__c'

/** Columns of a link row besides those of the source {UIL}. */
export const linkFields = { source: 'SourceRecordId__c', unified: 'UnifiedRecordId__c' } as const

export type UnifiedObject = {
  /** The standard object whose rows are unified. */
  readonly source: DataModelObject
  readonly unified: DataModelObject
  readonly link: DataModelObject
}

/** The individual first. */
export function unifiedObjectsOf(ruleset: Pick<Ruleset, 'rulesetId'>): readonly UnifiedObject[] {
  return [individualObjectName, ...partyObjectNames].map((name) => {
    const source = standardObjectOf(name)
    const bareName = source.name.replace(/^ssot__/, '').replace(/__dlm$/, '')
    const names = namesOf(bareName, ruleset.rulesetId)
    return {
      source,
      unified: {
        ...source,
        name: names.unified,
        label: `Unified ${source.label}${labelSuffixOf(ruleset)}`,
        relationships: source.relationships.map((relationship) => ({
          ...relationship,
          toObject: namesOf('Individual', ruleset.rulesetId).unified,
        })),
      },
      link: linkObjectOf(source, names, ruleset),
    }
  })
}

type OutputNames = { readonly unified: string; readonly link: string }

/** `ir01` is written `Ir01` in names {SDK}. */
function namesOf(bareName: string, rulesetId: string): OutputNames {
  if (rulesetId === '') {
    return { unified: `Unified${bareName}__dlm`, link: `${bareName}IdentityLink__dlm` }
  }
  const suffix = rulesetId.charAt(0).toUpperCase() + rulesetId.slice(1)
  return {
    unified: `Unifiedssot${bareName}${suffix}__dlm`,
    link: `UnifiedLinkssot${bareName}${suffix}__dlm`,
  }
}

function linkObjectOf(
  source: DataModelObject,
  names: OutputNames,
  ruleset: Pick<Ruleset, 'rulesetId'>,
): DataModelObject {
  const text = (name: string, label: string): ModelField => ({ name, label, type: 'text' })
  return {
    name: names.link,
    label: `Unified Link ${source.label}${labelSuffixOf(ruleset)}`,
    category: 'Other',
    primaryKey: linkFields.source,
    fields: [
      text(linkFields.source, `${source.label} Id`),
      text(linkFields.unified, `Unified ${source.label} Id`),
      text(sourceFields.dataSource, 'Data Source'),
      text(sourceFields.dataSourceObject, 'Data Source Object'),
      text(sourceFields.internalOrganization, 'Internal Organization'),
      text('KQ_SourceRecordId__c', 'Key Qualifier Source Record'),
    ],
    relationships: [
      {
        field: linkFields.source,
        toObject: source.name,
        toField: primaryKeyField,
        cardinality: 'ONETOONE',
      },
      {
        field: linkFields.unified,
        toObject: names.unified,
        toField: primaryKeyField,
        cardinality: 'NTOONE',
      },
    ],
  }
}

function labelSuffixOf({ rulesetId }: Pick<Ruleset, 'rulesetId'>): string {
  return rulesetId === '' ? '' : ` ${rulesetId}`
}
