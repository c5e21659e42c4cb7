import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  openPracticeClient,
  openingMsMax,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { mayMapCategory, mayMapType } from './mapping-rules.ts'
import { standardObjectOf, standardObjects } from './standard-objects.ts'

describe('the catalogue of standard objects', () => {
  test('has the objects, categories and keys of the data model reference', () => {
    expect(standardObjects.map(({ name, category }) => [name, category])).toEqual([
      ['ssot__Individual__dlm', 'Profile'],
      ['ssot__ContactPointEmail__dlm', 'Other'],
      ['ssot__ContactPointPhone__dlm', 'Other'],
      ['ssot__ContactPointAddress__dlm', 'Other'],
      ['ssot__PartyIdentification__dlm', 'Other'],
      ['ssot__WebsiteEngagement__dlm', 'Engagement'],
      ['ssot__ProductBrowseEngagement__dlm', 'Engagement'],
      ['ssot__ShoppingCartEngagement__dlm', 'Engagement'],
      ['ssot__ShoppingCartProductEngagement__dlm', 'Engagement'],
      ['ssot__ProductOrderEngagement__dlm', 'Engagement'],
      ['ssot__SalesOrder__dlm', 'Other'],
      ['ssot__SalesOrderProduct__dlm', 'Other'],
      ['ssot__PrivacyConsentLog__dlm', 'Other'],
      ['ssot__Device__dlm', 'Other'],
    ])
  })

  test.each([
    ['ssot__Individual__dlm', 'FirstName LastName BirthDate IsAnonymous Salutation TitleName'],
    ['ssot__Individual__dlm', 'PhotoURL ResidenceCountryName'],
    [
      'ssot__ContactPointEmail__dlm',
      'PartyId EmailAddress EmailDomain IsActive PrimaryFlag UsageType',
    ],
    [
      'ssot__ContactPointPhone__dlm',
      'PartyId Telephonenumber FormattedE164Phonenumber PhoneCountryCode IsSMSCapable PrimaryFlag',
    ],
    [
      'ssot__ContactPointAddress__dlm',
      'AddressLine1 AddressLine4 CityName CityId StateProvinceName StateProvinceId PostalCodetext PostalCodeId CountryName CountryId IsUsedForBilling IsUsedForShipping',
    ],
    [
      'ssot__PartyIdentification__dlm',
      'PartyId Name Identificationnumber PartyIdentificationTypeId',
    ],
    [
      'ssot__WebsiteEngagement__dlm',
      'EngagementDateTm IndividualId SessionId WebSessionId WebCookieId PageURL LinkURL Referrer ReferrerURL BrowserName DeviceTypeTxt DeviceLocaleId IPAddr DeviceIPAddress EngagementChannelId EngagementTypeId EngagementChannelActionId ShoppingCartId SalesOrderId VisitStartTm VisitEndTm',
    ],
    [
      'ssot__ShoppingCartEngagement__dlm',
      'EngagementDateTm IndividualId SessionId ShoppingCartId ShoppingCartEventTypeId TotalProductAmount TotalProductQuantity TotalTaxAmount NetOrderAmount CurrencyId PromotionCouponId',
    ],
    [
      'ssot__ShoppingCartProductEngagement__dlm',
      'ShoppingCartEngagementId ProductId ProductSKUnumber ProductQuantity ProductPrice ProductAmount CurrencyId',
    ],
    [
      'ssot__SalesOrder__dlm',
      'OrderNumber SoldToCustomerId PurchaseOrderDate GrandTotalAmount CurrencyCode SalesOrderStatusId ShoppingCartId IsAnonymous',
    ],
    [
      'ssot__PrivacyConsentLog__dlm',
      'IndividualId PrivacyConsentStatusId PrivacyConsentActivityDttm ConsentActionId PrivacyConsentLogCategoryId',
    ],
    [
      'ssot__Device__dlm',
      'AdvertiserId DeviceTypeId OSName OSVersionNumber ManufacturerName DataSourceId DataSourceObjectId InternalOrganizationId CreatedDate LastModifiedDate ExternalRecordId ExternalSourceId',
    ],
  ])('gives %s its documented fields', (name, fields) => {
    const names = standardObjectOf(name).fields.map((field) => field.name)
    expect(names).toEqual(
      expect.arrayContaining(fields.split(' ').map((field) => `ssot__${field}__c`)),
    )
    expect(names).toContain('KQ_Id__c')
  })

  test('ties contact points and identifications to individuals, many to one', () => {
    for (const name of ['ContactPointEmail', 'ContactPointPhone', 'PartyIdentification']) {
      expect(standardObjectOf(`ssot__${name}__dlm`).relationships).toContainEqual({
        field: 'ssot__PartyId__c',
        toObject: 'ssot__Individual__dlm',
        toField: 'ssot__Id__c',
        cardinality: 'NTOONE',
      })
    }
  })
})

test('engagement maps to engagement only, profile and other to profile and other', () => {
  expect(mayMapCategory('Engagement', 'Engagement')).toBe(true)
  expect(mayMapCategory('Engagement', 'Other')).toBe(false)
  expect(mayMapCategory('Engagement', 'Profile')).toBe(false)
  expect(mayMapCategory('Profile', 'Other')).toBe(true)
  expect(mayMapCategory('Profile', 'Engagement')).toBe(false)
  expect(mayMapCategory('Other', 'Profile')).toBe(true)
})

test.each([
  ['boolean', 'boolean', true],
  ['boolean', 'text', false],
  ['date', 'date-time', false],
  ['percent', 'number', true],
  ['percent', 'text', false],
  ['number', 'text', true],
  ['text', 'number', false],
  ['email', 'url', true],
] as const)('a %s field maps to a %s field: %s', (from, to, expected) => {
  expect(mayMapType(from, to)).toBe(expected)
})

describe('rows of the data model', () => {
  let client: PracticeClient
  beforeAll(async () => {
    client = await openPracticeClient()
    await client.upsert('profile', [
      {
        profile_id: 'u1',
        updated_at: '2026-03-01T10:00:00.000Z',
        is_anonymous: '0',
        first_name: 'Ada',
        street: '1 High Street',
        birthday: '1990-01-01',
      },
    ])
    const event = { event_time: '2026-03-01T10:00:00.000Z', individual_id: 'u1' }
    await client.upsert('page_view', [{ ...event, event_id: 'e1', page_url: 'https://a.example/' }])
    await client.upsert('custom_event', [{ ...event, event_id: 'e1', event_name: 'Video Played' }])
    await client.upsert('commerce_event', [{ ...event, event_id: 'e2', total: 12.5 }])
    await client.land()
  }, openingMsMax)
  afterAll(() => client[Symbol.asyncDispose]())

  test('are those of the mapped lake objects, with where they came from', async () => {
    const [row] = await client.query(`
      select "ssot__Id__c", "ssot__FirstName__c", "ssot__IsAnonymous__c", "ssot__DataSourceId__c",
        "ssot__DataSourceObjectId__c", "ssot__LastModifiedDate__c", "ssot__BirthDate__c", "KQ_Id__c"
      from "ssot__Individual__dlm"`)
    expect(row).toEqual([
      ...['u1', 'Ada', '0', 'dataset-12345', 'dataset-12345-profile'],
      ...['2026-03-01 10:00:00.000 UTC', null, null],
    ])
  })

  test('of two lake objects stay two, though their keys are equal', async () => {
    const rows = await client.query(`
      select ssot__Id__c, ssot__DataSourceObjectId__c, ssot__EngagementTypeId__c
      from ssot__WebsiteEngagement__dlm order by 2`)
    expect(rows).toEqual([
      ['e1', 'dataset-12345-custom_event', 'Video Played'],
      ['e1', 'dataset-12345-page_view', null],
    ])
  })

  test('of one lake object may be in two objects', async () => {
    for (const name of ['ShoppingCartEngagement', 'ProductOrderEngagement']) {
      const rows = await client.query(`select ssot__NetOrderAmount__c from ssot__${name}__dlm`)
      expect(rows).toEqual([['12.500000000000000000']])
    }
  })

  test('may fill an address from a profile', async () => {
    const rows = await client.query(
      'select ssot__PartyId__c, ssot__AddressLine1__c from ssot__ContactPointAddress__dlm',
    )
    expect(rows).toEqual([['u1', '1 High Street']])
  })

  test('of an object that nothing is mapped to are none, of the right types', async () => {
    expect(
      await client.query(
        'select ssot__Id__c, ssot__GrandTotalAmount__c from ssot__SalesOrder__dlm',
      ),
    ).toEqual([])
  })
})
