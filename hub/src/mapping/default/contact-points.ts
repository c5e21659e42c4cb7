import { dateTime, email, exact, phone, text, type ObjectMapping } from '../language.ts'

/** A usable e-mail address of an individual. */
export const contactPointEmail: ObjectMapping = {
  name: 'contact_point_email',
  category: 'Profile',
  primaryKey: 'contact_point_id',
  eventTimeField: null,
  recordModifiedField: 'updated_at',
  fields: [
    text('contact_point_id', exact('line.id')),
    text('profile_id', 'event.userKey'),
    email('email', exact('line.value')),
    dateTime('updated_at', exact('event.eventTime')),
  ],
}

/** A valid phone number of an individual, in E.164. */
export const contactPointPhone: ObjectMapping = {
  name: 'contact_point_phone',
  category: 'Profile',
  primaryKey: 'contact_point_id',
  eventTimeField: null,
  recordModifiedField: 'updated_at',
  fields: [
    text('contact_point_id', exact('line.id')),
    text('profile_id', 'event.userKey'),
    phone('phone', exact('line.value')),
    dateTime('updated_at', exact('event.eventTime')),
  ],
}
