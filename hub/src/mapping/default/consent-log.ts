import { dateTime, exact, text, type ObjectMapping } from '../language.ts'

/** What a visitor agreed to or refused, one row for each purpose. */
export const consentLog: ObjectMapping = {
  name: 'consent_log',
  category: 'Engagement',
  primaryKey: 'event_id',
  eventTimeField: 'event_time',
  recordModifiedField: null,
  fields: [
    text('event_id', exact('line.id')),
    dateTime('event_time', exact('event.eventTime')),
    text('individual_id', 'event.userKey'),
    text('anonymous_id', 'event.anonymousId'),
    text('purpose', 'line.purpose'),
    text('status', 'line.status'),
    text('provider', 'line.provider'),
  ],
}
