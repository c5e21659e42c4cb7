import { dateTime, exact, text, type ObjectMapping } from '../language.ts'

/** Another id of an individual: an anonymous one, a former one, a group. */
export const partyIdentification: ObjectMapping = {
  name: 'party_identification',
  category: 'Profile',
  primaryKey: 'party_identification_id',
  eventTimeField: null,
  recordModifiedField: 'updated_at',
  fields: [
    text('party_identification_id', exact('line.id')),
    text('profile_id', 'event.userKey'),
    text('identification_name', 'line.name'),
    text('identification_type', 'line.type'),
    text('identification_number', 'line.number'),
    dateTime('updated_at', exact('event.eventTime')),
  ],
}
