import { number, text, type ObjectMapping } from '../language.ts'
import { contextFields } from './context-fields.ts'

/** Track events that are no step of commerce. */
export const customEvent: ObjectMapping = {
  name: 'custom_event',
  category: 'Engagement',
  primaryKey: 'event_id',
  eventTimeField: 'event_time',
  recordModifiedField: null,
  fields: [
    ...contextFields,
    text('event_name', 'event.event'),
    text('group_id', 'event.groupId', 'context.groupId'),
    number('revenue', 'properties.revenue'),
    number('value', 'properties.value'),
    text('currency', 'properties.currency'),
    text('category', 'properties.category'),
    text('label', 'properties.label'),
    text('properties_json', { path: 'properties', with: 'rest_of_properties' }),
  ],
}
