import { dateTime, exact, text, type FieldMapping } from '../language.ts'

/**
 * Older than whatever anybody says of an individual, so that this row never takes the place of a described one: Data
 * Cloud keeps the row with the newer record-modified value. Source: facts, data-cloud-api 2.6 {UPS,KB5227}.
 */
const beforeEverything = '1970-01-01T00:00:00.000Z'

/** The row of an individual of whom nothing is known but the id that a user was tied to. */
export const tiedProfile: readonly FieldMapping[] = [
  text('profile_id', 'line.number'),
  dateTime('updated_at', { constant: beforeEverything }),
  text('is_anonymous', { constant: '1' }),
  text('source_id', 'event.sourceId'),
]

/** That individual's own side of the tie. */
export const tiedIdentification: readonly FieldMapping[] = [
  text('party_identification_id', exact('line.id')),
  text('profile_id', 'line.number'),
  text('identification_name', 'line.name'),
  text('identification_type', 'line.type'),
  text('identification_number', 'line.number'),
  dateTime('updated_at', exact('event.eventTime')),
]
