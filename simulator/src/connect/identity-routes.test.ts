import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  openPracticeClient,
  openingMsMax,
  type PracticeClient,
} from '../testing/practice-client.ts'

const path = '/services/data/v64.0/ssot/identity-resolutions'
/** A run ends in the background, on a busy machine late. */
const runEnds = { timeout: 60_000 }

const criterion = {
  entityName: 'ssot__ContactPointEmail__dlm',
  fieldName: 'ssot__EmailAddress__c',
  matchMethodType: 'ExactNormalized',
  shouldMatchOnBlank: false,
}
const reconciliationRule = {
  entityName: 'ssot__Individual__dlm',
  ruleType: 'LastUpdated',
  shouldIgnoreEmptyValue: true,
  sources: [],
  fields: [],
}
const body = {
  configurationType: 'Individual',
  label: 'By e-mail',
  description: 'One person for each address.',
  rulesetId: 'mail',
  doesRunAutomatically: false,
  matchRules: [{ label: 'Normalized Email', criteria: [criterion] }],
  reconciliationRules: [reconciliationRule],
}
const withCriterion = (more: object) => ({
  ...body,
  matchRules: [{ label: 'A rule', criteria: [{ ...criterion, ...more }] }],
})

describe('Connect REST of identity resolution', () => {
  let client: PracticeClient
  let token: string
  const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', place = '', sent?: object | string) =>
    client.call({
      ...{ method, token, path: path + place },
      ...(sent === undefined ? {} : { body: sent }),
    })
  const refusalOf = async (method: 'POST' | 'PATCH', place: string, sent: object | string) => {
    const answer = await call(method, place, sent)
    const [error] = JSON.parse(answer.text) as { errorCode: string; message: string }[]
    return [answer.status, error?.errorCode, error?.message]
  }
  beforeAll(async () => {
    client = await openPracticeClient()
    token = String((await client.signIn()).json['access_token'])
  }, openingMsMax)
  afterAll(() => client[Symbol.asyncDispose]())
  beforeEach(async () => {
    await call('DELETE', '/mail')
  })

  test('wants a core token', async () => {
    expect((await client.call({ path })).status).toBe(401)
    expect((await client.call({ path, token: await client.tenantToken() })).status).toBe(401)
  })

  test('lists the seeded ruleset with its default match rules', async () => {
    const list = (await call('GET')).json['identityResolutions']
    expect(list).toMatchObject([
      {
        label: 'Unified Individuals',
        rulesetId: 'ir01',
        doesRunAutomatically: true,
        dataSpaceName: 'default',
        objectApiName: 'UnifiedssotIndividualIr01__dlm',
        rulesetStatus: 'NEW',
        matchRules: [
          { label: 'Fuzzy Name and Normalized Email' },
          { label: 'Fuzzy Name and Normalized Phone' },
          { label: 'Fuzzy Name and Normalized Address' },
          { label: 'Fuzzy Name and Normalized Phone and Normalized Email' },
          { label: 'Anonymous Id' },
          { label: 'Previous Id' },
        ],
      },
    ])
  })

  test('makes a ruleset, shows it by id and by name, and deletes it with its outputs', async () => {
    const made = await call('POST', '', body)
    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({
      label: 'By e-mail',
      rulesetId: 'mail',
      rulesetStatus: 'NEW',
      sourceProfiles: 0,
      consolidationRate: 0,
      matchRules: [{ label: 'Normalized Email', criteria: [criterion] }],
      reconciliationRules: [
        {
          ...reconciliationRule,
          unifiedDmoName: 'UnifiedssotIndividualMail__dlm',
          linkDmoName: 'UnifiedLinkssotIndividualMail__dlm',
        },
      ],
    })
    expect(made.json['id']).toMatch(/^1ir.{15}$/)
    for (const name of [String(made.json['id']), 'mail', 'By%20e-mail', 'By_e_mail']) {
      expect((await call('GET', `/${name}`)).json).toEqual(made.json)
    }
    expect(await client.query('select * from UnifiedssotContactPointEmailMail__dlm')).toEqual([])

    expect((await call('DELETE', '/mail')).status).toBe(204)
    expect((await call('GET', '/mail')).status).toBe(404)
    await expect(client.query('select * from UnifiedssotIndividualMail__dlm')).rejects.toThrow(
      /UnifiedssotIndividualMail__dlm/i,
    )
  })

  test('names the outputs of a ruleset without an id as older orgs do', async () => {
    const made = await call('POST', '', { ...body, rulesetId: undefined, label: 'No id' })
    expect(made.json).toMatchObject({ objectApiName: 'UnifiedIndividual__dlm' })
    expect(await client.query('select * from IndividualIdentityLink__dlm')).toEqual([])
    expect(await refusalOf('POST', '', { ...body, rulesetId: undefined })).toEqual([
      ...[400, 'DUPLICATES_DETECTED'],
      'There is a ruleset without a ruleset ID. Give this one a ruleset ID.',
    ])
    await call('DELETE', '/No%20id')
  })

  test.each([
    ['as on screen', 'EXACT_NORMALIZED', 'LAST_UPDATED', 'INDIVIDUAL'],
    ['in lower case', 'exactnormalized', 'sourcepriority', 'individual'],
  ])('takes values %s', async (_case, matchMethodType, ruleType, configurationType) => {
    const made = await call('POST', '', {
      ...withCriterion({ matchMethodType }),
      configurationType,
      reconciliationRules: [{ ...reconciliationRule, ruleType }],
    })
    expect(made.status).toBe(200)
    expect(made.json['matchRules']).toMatchObject([
      { criteria: [{ matchMethodType: 'ExactNormalized' }] },
    ])
  })

  test('changes a ruleset, but not its type nor its ruleset id', async () => {
    await call('POST', '', body)
    const { configurationType, rulesetId, ...content } = body
    const changed = await call('PATCH', '/mail', { ...content, label: 'Renamed' })
    expect(changed.status).toBe(200)
    expect(changed.json).toMatchObject({ label: 'Renamed', rulesetId: 'mail' })
    const [status, code] = await refusalOf('PATCH', '/mail', { ...content, configurationType })
    expect([status, code]).toEqual([400, 'JSON_PARSER_ERROR'])
    expect(rulesetId).toBe('mail')
  })

  test('a change without something required is refused with 404, as documented', async () => {
    await call('POST', '', body)
    expect(await refusalOf('PATCH', '/mail', { reconciliationRules: [] })).toEqual([
      ...[404, 'NOT_FOUND', "Include input for the 'label' field and try again."],
    ])
  })

  test('says what is not found', async () => {
    for (const method of ['GET', 'DELETE'] as const) {
      const answer = await call(method, '/nobody')
      expect([answer.status, answer.text]).toEqual([
        404,
        '[{"errorCode":"NOT_FOUND","message":"Identity resolution not found: nobody"}]',
      ])
    }
    expect((await call('POST', '/nobody/actions/run-now', {})).status).toBe(404)
  })

  test.each([
    ['no JSON', '{', 'JSON_PARSER_ERROR', 'The request body is no JSON.'],
    [
      'an unknown member',
      '{\n  "name": "A ruleset"\n}',
      'JSON_PARSER_ERROR',
      'Unrecognized field "name" at [line:2, column:11]',
    ],
    [
      'a member that only replies have',
      { ...body, reconciliationRules: [{ ...reconciliationRule, linkDmoName: 'a' }] },
      'JSON_PARSER_ERROR',
      /^Unrecognized field "linkDmoName"/,
    ],
    ['nothing', {}, 'INVALID_INPUT', "Include input for the 'label' field and try again."],
    [
      'a ruleset id of five characters',
      { ...body, rulesetId: 'mails' },
      'INVALID_INPUT',
      'The ruleset ID mails must have at most four characters, letters and digits.',
    ],
    [
      'a ruleset id that is taken',
      { ...body, rulesetId: 'IR01' },
      'DUPLICATES_DETECTED',
      'A ruleset with the ruleset ID IR01 already exists.',
    ],
    [
      'a label that is taken',
      { ...body, label: 'unified individuals' },
      'DUPLICATES_DETECTED',
      'A ruleset named unified individuals already exists.',
    ],
    [
      'accounts',
      { ...body, configurationType: 'Account' },
      'INVALID_INPUT',
      "Configuration type Account isn't available in the practice org.",
    ],
    [
      'an unknown object',
      withCriterion({ entityName: 'ssot__Lead__dlm' }),
      'INVALID_INPUT',
      "ssot__Lead__dlm can't be used in a ruleset for individuals.",
    ],
    [
      'an unknown field',
      withCriterion({ fieldName: 'ssot__Email__c' }),
      'INVALID_INPUT',
      'There is no field ssot__Email__c in ssot__ContactPointEmail__dlm.',
    ],
    [
      'an unknown method',
      withCriterion({ matchMethodType: 'Soundex' }),
      'INVALID_INPUT',
      "Match method Soundex isn't supported.",
    ],
    [
      'a method that the field has not',
      withCriterion({ matchMethodType: 'Fuzzy' }),
      'INVALID_INPUT',
      "Fuzzy isn't available for ssot__ContactPointEmail__dlm.ssot__EmailAddress__c.",
    ],
    [
      'an unknown reconciliation rule',
      { ...body, reconciliationRules: [{ ...reconciliationRule, ruleType: 'Random' }] },
      'INVALID_INPUT',
      "Reconciliation rule type Random isn't supported.",
    ],
    [
      'no configuration type',
      { ...body, configurationType: null },
      'INVALID_INPUT',
      "Include input for the 'configurationType' field and try again.",
    ],
    [
      'two rules for one field',
      {
        ...body,
        reconciliationRules: [
          {
            ...reconciliationRule,
            fields: ['LastUpdated', 'MostFrequent'].map((ruleType) => ({
              ...{ fieldName: 'ssot__FirstName__c', ruleType },
            })),
          },
        ],
      },
      'INVALID_INPUT',
      'ssot__Individual__dlm.ssot__FirstName__c has more than one reconciliation rule.',
    ],
    [
      'a rule for a field without a type',
      {
        ...body,
        reconciliationRules: [
          { ...reconciliationRule, fields: [{ fieldName: 'ssot__FirstName__c' }] },
        ],
      },
      'INVALID_INPUT',
      "Include input for the 'ruleType' field and try again.",
    ],
    [
      'a text that no database keeps',
      { ...body, matchRules: [{ label: 'A\u0000rule', criteria: [criterion] }] },
      'INVALID_INPUT',
      "A ruleset can't have NUL characters or half surrogate pairs in its texts.",
    ],
    [
      'a rule without criteria',
      { ...body, matchRules: [{ label: 'Empty', criteria: [] }] },
      'INVALID_INPUT',
      'The match rule Empty has no criteria.',
    ],
  ])('refuses %s', async (_case, sent, code, message) => {
    expect(await refusalOf('POST', '', sent)).toEqual([
      ...[400, code],
      message instanceof RegExp ? expect.stringMatching(message) : message,
    ])
  })

  test('a ruleset that runs automatically runs as soon as it is made', async () => {
    await call('POST', '', { ...body, doesRunAutomatically: true })
    await vi.waitFor(
      async () =>
        expect((await call('GET', '/mail')).json).toMatchObject({
          rulesetStatus: 'PUBLISHED',
          lastJobStatus: 'SUCCESS',
        }),
      runEnds,
    )
  })

  test('refuses lists in lists, however deep', async () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    for (const place of ['', '/mail/actions/run-now']) {
      await call('POST', '', body)
      expect((await refusalOf('POST', place, deep)).slice(0, 2)).toEqual([400, 'JSON_PARSER_ERROR'])
    }
  })

  test('runs on demand with or without a body', async () => {
    await call('POST', '', body)
    const first = await call('POST', '/mail/actions/run-now', {
      callingApp: 'a test',
      callingAppInfo: 'more',
    })
    expect([first.status, first.json]).toEqual([
      200,
      { resultCode: 'SuccessfullySubmittedIdentityResolutionJobRunRequest' },
    ])
    await vi.waitFor(async () => {
      const again = await call('POST', '/mail/actions/run-now')
      expect(again.json).toEqual({ resultCode: 'NoPendingChangesJobRunSkipped' })
    }, runEnds)
    const [status, code] = await refusalOf('POST', '/mail/actions/run-now', { now: true })
    expect([status, code]).toEqual([400, 'JSON_PARSER_ERROR'])
  })
})
