import { text, type ObjectMapping } from '../language.ts'
import { viewContextFields } from './context-fields.ts'

/** Pages and screens. */
export const pageView: ObjectMapping = {
  name: 'page_view',
  category: 'Engagement',
  primaryKey: 'event_id',
  eventTimeField: 'event_time',
  recordModifiedField: null,
  fields: [
    ...viewContextFields,
    text('view_type', 'event.type'),
    text('page_name', 'event.name', 'properties.name'),
    text('page_category', 'event.category', 'properties.category'),
    text('properties_json', { path: 'properties', with: 'rest_of_properties' }),
  ],
}
