import { sessionSources } from '../default/context-fields.ts'
import { dateTime, exact, number, text, type FieldMapping, type Source } from '../language.ts'

// Names and mandatory fields of Salesforce's own website schema. Source: facts, data-cloud-api 7.2 {WEB,PER,USER,CONS}.

/** The device is the individual there; a known user without a device id stands for itself. */
export const deviceIdSources: readonly Source[] = ['event.anonymousId', 'event.userKey']

/** The six fields of every object. `sessionId` is null when the client knows no session: none is made up. */
export function mandatoryFieldsOf(
  eventType: string,
  category: 'Engagement' | 'Profile',
  instead: { readonly eventId?: Source; readonly deviceId?: readonly Source[] } = {},
): readonly FieldMapping[] {
  return [
    text('eventId', instead.eventId ?? exact('event.eventId')),
    dateTime('dateTime', exact('event.eventTime')),
    text('deviceId', ...(instead.deviceId ?? deviceIdSources)),
    text('sessionId', ...sessionSources),
    text('category', { constant: category }),
    text('eventType', { constant: eventType }),
  ]
}

/** What the SDK adds to every engagement by itself. */
export const automaticFields: readonly FieldMapping[] = [
  text('interactionName', { path: 'derived.action', with: 'interaction_name' }, 'event.event', {
    path: 'event.type',
    with: 'view_name',
  }),
  number('pageView', { path: 'event.type', with: 'is_view' }),
  text('sourceChannel', { constant: 'Web' }),
  text('sourceLocale', 'context.locale'),
  text('sourcePageType', 'event.category', 'properties.category'),
  text('sourceUrl', 'context.page.url', 'properties.url'),
  text('sourceUrlReferrer', 'context.page.referrer', 'properties.referrer'),
]

/** Fields that no object of the SDK has: what would be lost without them. */
export const restFields: readonly FieldMapping[] = [
  text('attributesJson', { path: 'properties', with: 'rest_of_properties' }),
]
