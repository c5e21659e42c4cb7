import { email, exact, phone, text, type ObjectMapping } from '../language.ts'
import { deviceIdSources, mandatoryFieldsOf } from './shared-fields.ts'

/** Profile objects are keyed by device there: one row of each kind for a device, the newest. */
const deviceProfile = {
  category: 'Profile',
  primaryKey: 'deviceId',
  eventTimeField: null,
  recordModifiedField: 'dateTime',
} as const

export const identity: ObjectMapping = {
  ...deviceProfile,
  name: 'identity',
  fields: [
    ...mandatoryFieldsOf('identity', 'Profile'),
    text('firstName', 'traits.first_name', 'traits.firstName', 'traits.firstname'),
    text('lastName', 'traits.last_name', 'traits.lastName', 'traits.lastname'),
    text('isAnonymous', { path: 'event.userId', with: 'is_anonymous' }),
    text('attributesJson', { path: 'traits', with: 'rest_of_traits' }),
  ],
}

export const contactPointEmail: ObjectMapping = {
  ...deviceProfile,
  name: 'contactPointEmail',
  fields: [
    ...mandatoryFieldsOf('contactPointEmail', 'Profile'),
    email('email', exact('line.value')),
  ],
}

export const contactPointPhone: ObjectMapping = {
  ...deviceProfile,
  name: 'contactPointPhone',
  fields: [
    ...mandatoryFieldsOf('contactPointPhone', 'Profile'),
    phone('phoneNumber', exact('line.value')),
  ],
}

export const contactPointAddress: ObjectMapping = {
  ...deviceProfile,
  name: 'contactPointAddress',
  fields: [
    ...mandatoryFieldsOf('contactPointAddress', 'Profile'),
    text('addressLine1', 'traits.address.street', 'traits.address.addressLine1', 'traits.street'),
    text('addressLine2', 'traits.address.addressLine2'),
    text('addressLine3', 'traits.address.addressLine3'),
    text('addressLine4', 'traits.address.addressLine4'),
    text('city', 'traits.address.city', 'traits.city'),
    text(
      'postalCode',
      'traits.address.postal_code',
      'traits.address.postalCode',
      'traits.postal_code',
      'traits.postalCode',
    ),
    text('stateProvince', 'traits.address.state', 'traits.state'),
    text('country', 'traits.address.country', 'traits.country'),
  ],
}

/** Ties a device to the user id it signed in with, or the id that an `alias` replaces to the one that replaces it. */
export const partyIdentification: ObjectMapping = {
  ...deviceProfile,
  name: 'partyIdentification',
  fields: [
    ...mandatoryFieldsOf('partyIdentification', 'Profile', {
      deviceId: [exact('line.id'), ...deviceIdSources],
    }),
    text('userId', 'event.userId'),
    text('IDType', { constant: 'user' }),
    text('IDName', { constant: 'user_id' }),
  ],
}
