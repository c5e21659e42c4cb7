import { Type, type Static } from 'typebox'
import { DeliveryMode } from '../core/integration.ts'
import { ProblemCode } from '../core/problem.ts'

/** Categories of the library's filter. Source: facts, signal-surface 7.1. */
export const catalogCategories = [
  'advertising',
  'analytics',
  'attribution',
  'cdp',
  'cloud_storage',
  'other',
] as const

/**
 * How a value is tidied before it is checked, so that what people paste works:
 * `trim` takes blanks off both ends; `my_domain` also takes the subdomain out of an org's address; `connector_name` also
 * takes the connector out of an object endpoint's address.
 */
export const normalisings = ['trim', 'my_domain', 'connector_name'] as const
export type Normalising = (typeof normalisings)[number]

export const ConfigField = Type.Object(
  {
    key: Type.String(),
    label: Type.String(),
    type: Type.Enum(['string', 'secret']),
    required: Type.Boolean(),
    placeholder: Type.String(),
    help_text: Type.String(),
    /** What the value must match once tidied, as the source of a regular expression. */
    pattern: Type.String(),
    /** What is wrong and what to do, when it does not match. */
    pattern_message: Type.String(),
    normalising: Type.Enum(normalisings),
  },
  { additionalProperties: false },
)
export type ConfigField = Static<typeof ConfigField>

export const CatalogVariant = Type.Object(
  {
    key: Type.String(),
    name: Type.String(),
    description: Type.String(),
    default_config: Type.Record(Type.String(), Type.String()),
  },
  { additionalProperties: false },
)

/** One step of the guide that stands beside the form. */
export const SetupStep = Type.Object(
  {
    title: Type.String(),
    text: Type.String(),
    /** Numbered steps within it, in order. */
    steps: Type.Array(Type.String()),
    /** What must not be missed. */
    warning: Type.Union([Type.String(), Type.Null()]),
    /** What practice adds to the page's words. */
    notes: Type.Array(Type.String()),
    /** Where in Salesforce, `Setup > App Manager`. */
    setup_path: Type.String(),
    /** Fields of the form that this step gives the values for. */
    config_fields: Type.Array(Type.String()),
  },
  { additionalProperties: false },
)
export type SetupStep = Static<typeof SetupStep>

/** A row of the table that says what becomes of events. */
export const EventMappingRow = Type.Object(
  { event: Type.String(), concept: Type.String(), notes: Type.String() },
  { additionalProperties: false },
)

/** What a problem looks like, where it comes from, and what to do. */
export const Diagnosis = Type.Object(
  {
    code: ProblemCode,
    symptom: Type.String(),
    cause: Type.String(),
    resolution: Type.String(),
    /** The page that mends it, in Salesforce or in Signal. */
    setup_path: Type.String(),
  },
  { additionalProperties: false },
)
export type Diagnosis = Static<typeof Diagnosis>

/**
 * One product that events can be delivered to, as data: everything that the library, the install form and the
 * troubleshooting panel show. It is what the admin API answers, word for word.
 */
export const CatalogEntry = Type.Object(
  {
    key: Type.String({ pattern: '^[a-z][a-z0-9_]*$' }),
    name: Type.String(),
    description: Type.String(),
    category: Type.Enum(catalogCategories),
    status: Type.Enum(['ga', 'beta']),
    website: Type.String(),
    delivery_modes: Type.Array(DeliveryMode, { minItems: 1 }),
    config_fields: Type.Array(ConfigField, { minItems: 1 }),
    variants: Type.Array(CatalogVariant, { minItems: 1 }),
    setup_guide: Type.Array(SetupStep),
    event_mapping: Type.Array(EventMappingRow),
    testing: Type.Array(Type.String()),
    troubleshooting: Type.Array(Diagnosis),
  },
  { additionalProperties: false },
)
export type CatalogEntry = Static<typeof CatalogEntry>
