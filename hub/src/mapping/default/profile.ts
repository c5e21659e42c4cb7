import { date, dateTime, exact, text, url, type ObjectMapping } from '../language.ts'

/**
 * The individual, as the latest `identify` described it. Names of traits are legal in camelCase and snake_case.
 * Source: facts, event-api 2.2.
 */
export const profile: ObjectMapping = {
  name: 'profile',
  category: 'Profile',
  primaryKey: 'profile_id',
  eventTimeField: null,
  recordModifiedField: 'updated_at',
  fields: [
    text('profile_id', 'event.userKey'),
    dateTime('updated_at', exact('event.eventTime')),
    text('user_id', 'event.userId'),
    text('anonymous_id', 'event.anonymousId'),
    text('is_anonymous', { path: 'event.userId', with: 'is_anonymous' }),
    text('first_name', 'traits.first_name', 'traits.firstName', 'traits.firstname'),
    text('last_name', 'traits.last_name', 'traits.lastName', 'traits.lastname'),
    text('full_name', 'traits.name', 'traits.full_name', 'traits.fullName'),
    text('title', 'traits.title'),
    text('gender', 'traits.gender'),
    date('birthday', 'traits.birthday', 'traits.birth_date', 'traits.birthDate'),
    text('username', 'traits.username'),
    text(
      'company_name',
      'traits.company.name',
      { path: 'traits.company', with: 'plain_text' },
      'traits.company_name',
      'traits.companyName',
    ),
    url('website', 'traits.website'),
    url('avatar_url', 'traits.avatar', 'traits.avatar_url', 'traits.avatarUrl'),
    text(
      'street',
      'traits.address.street',
      { path: 'traits.address', with: 'plain_text' },
      'traits.street',
    ),
    text('city', 'traits.address.city', 'traits.city'),
    text('state', 'traits.address.state', 'traits.state'),
    text(
      'postal_code',
      'traits.address.postal_code',
      'traits.address.postalCode',
      'traits.postal_code',
      'traits.postalCode',
    ),
    text('country', 'traits.address.country', 'traits.country'),
    text('locale', 'traits.locale', 'context.locale'),
    text('timezone', 'traits.timezone', 'context.timezone'),
    text('group_id', 'traits.group_id', 'traits.groupId', 'event.groupId', 'context.groupId'),
    dateTime('created_at', 'traits.created_at', 'traits.createdAt'),
    text('source_id', 'event.sourceId'),
    text('traits_json', { path: 'traits', with: 'rest_of_traits' }),
  ],
}
