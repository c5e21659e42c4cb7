import type { FieldType, ObjectSpec } from './mapping.ts'

/** Key of every sample, so that one that is ever stored by mistake is recognised. */
const sampleKey = 'signal-connection-check'
const sampleTime = '2026-01-01T00:00:00.000Z'

const sampleValues = {
  text: 'Signal connection check',
  number: 1,
  boolean: true,
  date: sampleTime.slice(0, 10),
  'date-time': sampleTime,
  email: 'connection-check@example.com',
  // Of the range kept free for examples. Source: UK Ofcom, numbers for drama use.
  phone: '+442079460958',
  percent: 1,
  url: 'https://example.com/',
} as const satisfies Record<FieldType, string | number | boolean>

/** A valid record with a value in every field: what the connection check asks Salesforce about. */
export function sampleRecordOf(object: ObjectSpec): string {
  return JSON.stringify(
    Object.fromEntries(
      object.fields.map(({ name, type }) => [
        name,
        name === object.primaryKey ? sampleKey : sampleValues[type],
      ]),
    ),
  )
}
