import { describe, expect, test } from 'vitest'
import { Compile } from 'typebox/compile'
import { JournalEntry } from '../core/event.ts'
import type { SourceId } from '../core/ids.ts'
import type { ClientFacts } from './client-facts.ts'
import { normalise, type Envelope } from './normalise.ts'

const receivedAtMs = Date.UTC(2026, 1, 25, 14, 30)
const server: ClientFacts = {
  kind: 'server',
  ip: '198.51.100.7',
  ipPolicy: 'keep',
  userAgent: 'analytics-node-next/latest',
  locale: null,
  gpc: false,
  cookieId: null,
  visitorId: null,
}
const browser: ClientFacts = {
  ...server,
  kind: 'browser',
  userAgent: 'Mozilla/5.0',
  locale: 'de-DE',
  visitorId: 'visitor-1',
}
const envelope: Envelope = {
  sourceId: 'pip_shop' as SourceId,
  dialect: null,
  type: null,
  client: server,
  context: {},
  integrations: {},
  sentAt: undefined,
}
const entrySchema = Compile(JournalEntry)

/** Normalises, and holds every result against the schema of what the journal keeps. */
function entryOf(raw: unknown, around: Partial<Envelope> = {}) {
  const entry = normalise(raw, { ...envelope, ...around }, receivedAtMs, () => 'made')
  expect([...entrySchema.Errors(JSON.parse(JSON.stringify(entry)))]).toEqual([])
  return entry
}

function eventOf(raw: unknown, around: Partial<Envelope> = {}) {
  const entry = entryOf(raw, around)
  if (entry.kind !== 'event') throw new Error(`quarantined: ${entry.detail}`)
  return entry
}

function reasonOf(raw: unknown, around: Partial<Envelope> = {}): string | null {
  const entry = entryOf(raw, around)
  return entry.kind === 'quarantined' ? entry.reason : null
}

const track = { type: 'track', event: 'Signed Up', userId: 'u1' }

describe('a whole event', () => {
  test('keeps what was sent and fixes id, time and user', () => {
    const raw = {
      ...track,
      messageId: 'm1',
      anonymousId: 'a1',
      properties: { plan: 'pro' },
      context: { library: { name: '@segment/analytics-node' }, ip: '203.0.113.9' },
      integrations: { All: true, 'Salesforce CDP': false },
      timestamp: '2026-02-25T14:00:00+00:00',
    }
    expect(eventOf(raw)).toEqual({
      kind: 'event',
      eventId: 'm1',
      sourceId: 'pip_shop',
      dialect: 'segment',
      type: 'track',
      event: 'Signed Up',
      userId: 'u1',
      anonymousId: 'a1',
      userKey: 'u1',
      properties: { plan: 'pro' },
      traits: {},
      context: { library: { name: '@segment/analytics-node' }, ip: '203.0.113.9' },
      integrations: { All: true, 'Salesforce CDP': false },
      eventTime: '2026-02-25T14:00:00.000Z',
      receivedAt: '2026-02-25T14:30:00.000Z',
      originalTimestamp: '2026-02-25T14:00:00+00:00',
    })
  })

  test('a path’s type stands over the event’s own', () => {
    expect(eventOf({ ...track, type: 'page' }, { type: 'identify' }).type).toBe('identify')
  })

  test.each([
    [{ library: { name: 'RudderLabs JavaScript SDK' } }, {}, 'rudderstack'],
    [{ library: { name: 'analytics-node' } }, { channel: 'server' }, 'rudderstack'],
    [{ library: { name: '@jitsu/js' } }, {}, 'jitsu'],
    [{ library: { name: 'signal.js' } }, {}, 'signal'],
    [{}, {}, 'segment'],
  ])('the dialect shows in %o %o', (context, more, dialect) => {
    expect(eventOf({ ...track, context, ...more }).dialect).toBe(dialect)
  })
})

describe('ids', () => {
  test('numbers are taken as text', () => {
    const raw = { type: 'group', userId: 42, groupId: 7, messageId: 1 }
    expect(eventOf(raw)).toMatchObject({ userId: '42', groupId: '7', eventId: '1', userKey: '42' })
  })

  test.each([[''], [null], [undefined], ['  ']])('%o is none', (userId) => {
    const event = eventOf({ ...track, userId, anonymousId: 'a1' })
    expect(event).not.toHaveProperty('userId')
    expect(event.userKey).toBe('a1')
    expect(reasonOf({ ...track, userId, anonymousId: userId })).toBe('user_missing')
  })

  test('an event without a message id is given one', () => {
    for (const messageId of [undefined, null, '', {}]) {
      expect(eventOf({ ...track, messageId }).eventId).toBe('made')
    }
  })

  test('a message id that is too long is known by its digest', () => {
    expect(eventOf({ ...track, messageId: 'x'.repeat(200) }).eventId).toHaveLength(200)
    const { eventId } = eventOf({ ...track, messageId: 'x'.repeat(201) })
    expect(eventId).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(eventOf({ ...track, messageId: 'x'.repeat(202) }).eventId).not.toBe(eventId)
  })

  test('a browser’s event that names nobody belongs to the visitor of the cookie', () => {
    const raw = { type: 'page' }
    expect(eventOf(raw, { client: browser })).toMatchObject({ anonymousId: 'visitor-1' })
    expect(reasonOf(raw)).toBe('user_missing')
  })

  test('the cookie never replaces an id that was sent, but is kept beside it', () => {
    const client = { ...browser, cookieId: 'visitor-1' }
    const own = eventOf({ type: 'page', anonymousId: 'a1' }, { client })
    expect(own).toMatchObject({ anonymousId: 'a1', context: { dfid: 'visitor-1' } })
    const known = eventOf({ type: 'page', userId: 'u1' }, { client })
    expect(known).not.toHaveProperty('anonymousId')
    const nobody = eventOf({ type: 'page' }, { client })
    expect(nobody.context).not.toHaveProperty('dfid')
  })
})

describe('time', () => {
  test('an event’s own send time stands over the batch’s', () => {
    const raw = {
      ...track,
      originalTimestamp: '2026-02-25T10:00:00Z',
      sentAt: '2026-02-25T10:10:00Z',
    }
    expect(eventOf(raw, { sentAt: '2026-02-25T10:20:00Z' }).eventTime).toBe(
      '2026-02-25T14:20:00.000Z',
    )
  })

  test('the batch’s send time corrects events that have none', () => {
    const raw = { ...track, timestamp: '2026-02-25T10:00:00Z' }
    expect(eventOf(raw, { sentAt: '2026-02-25T10:20:00Z' }).eventTime).toBe(
      '2026-02-25T14:10:00.000Z',
    )
  })

  test('`originalTimestamp` is the client’s time where both are sent', () => {
    const raw = {
      ...track,
      originalTimestamp: '2026-02-25T10:00:00Z',
      timestamp: '2026-02-25T11:00:00Z',
    }
    expect(eventOf(raw)).toMatchObject({
      eventTime: '2026-02-25T10:00:00.000Z',
      originalTimestamp: '2026-02-25T10:00:00Z',
    })
  })

  test('an event without a time happened when it was received', () => {
    expect(eventOf(track).eventTime).toBe('2026-02-25T14:30:00.000Z')
    expect(eventOf({ ...track, timestamp: 'soon' })).toMatchObject({
      eventTime: '2026-02-25T14:30:00.000Z',
      originalTimestamp: 'soon',
    })
  })
})

describe('context', () => {
  test('the batch’s context and integrations stand under the event’s', () => {
    const around = {
      context: { app: { name: 'shop' }, locale: 'en' },
      integrations: { All: false, A: true },
    }
    const event = eventOf(
      { ...track, context: { locale: 'fr' }, integrations: { All: true } },
      around,
    )
    expect(event.context).toEqual({ app: { name: 'shop' }, locale: 'fr' })
    expect(event.integrations).toEqual({ All: true, A: true })
  })

  test('traits that RudderStack’s browser client puts into the context are an identify’s own', () => {
    const context = { traits: { email: 'a@example.com', plan: 'free' } }
    const event = eventOf({ type: 'identify', userId: 'u1', traits: { plan: 'pro' }, context })
    expect(event.traits).toEqual({ email: 'a@example.com', plan: 'pro' })
    expect(event.context).not.toHaveProperty('traits')
    expect(eventOf({ ...track, context }).context).toEqual(context)
  })

  test('a browser’s address, agent and language come from its request', () => {
    const { context } = eventOf({ ...track, context: { ip: '192.0.2.1' } }, { client: browser })
    expect(context).toEqual({ ip: '198.51.100.7', userAgent: 'Mozilla/5.0', locale: 'de-DE' })
  })

  test('what a browser says of agent and language itself stands', () => {
    const own = { userAgent: 'Own', locale: 'en-GB' }
    expect(eventOf({ ...track, context: own }, { client: browser }).context).toMatchObject(own)
  })

  test('a server’s own address says nothing of the visitor, unless it asks for it', () => {
    expect(eventOf(track).context).toEqual({})
    expect(eventOf({ ...track, context: { direct: true } }).context).toMatchObject({
      ip: '198.51.100.7',
    })
    const named = { ip: '203.0.113.9', direct: true }
    expect(eventOf({ ...track, context: named }).context).toMatchObject({ ip: '203.0.113.9' })
  })

  test('an app’s address is its visitor’s, its agent is a library’s', () => {
    const client = { ...server, kind: 'app' } as const
    expect(eventOf(track, { client }).context).toEqual({ ip: '198.51.100.7' })
  })

  test('a blanked address stays blank', () => {
    for (const client of [server, browser]) {
      const { context } = eventOf(
        { ...track, context: { ip: '0.0.0.0', direct: true } },
        { client },
      )
      expect(context).toMatchObject({ ip: '0.0.0.0' })
    }
  })

  test('an address is shortened or left out as the client asked', () => {
    const stripped = { ...browser, ipPolicy: 'stripLastOctet' } as const
    expect(eventOf(track, { client: stripped }).context).toMatchObject({ ip: '198.51.100.0' })
    const removed = { ...browser, ipPolicy: 'remove' } as const
    expect(eventOf(track, { client: removed }).context).not.toHaveProperty('ip')
  })

  test('Global Privacy Control is stamped, and never taken away', () => {
    expect(eventOf(track, { client: { ...browser, gpc: true } }).context).toMatchObject({
      gpc: true,
    })
    expect(eventOf({ ...track, context: { gpc: true } }).context).toMatchObject({ gpc: true })
    expect(eventOf(track, { client: browser }).context).not.toHaveProperty('gpc')
  })

  test('consent arrives as it was sent', () => {
    const consent = { categoryPreferences: { Advertising: false } }
    expect(eventOf({ ...track, context: { consent } }).context).toEqual({ consent })
  })
})

describe('names', () => {
  test('a page’s name and category are also found among its properties', () => {
    const raw = { type: 'page', userId: 'u1', properties: { name: 'Home', category: 'Shop' } }
    expect(eventOf(raw)).toMatchObject({ name: 'Home', category: 'Shop' })
    expect(eventOf({ ...raw, name: 'Start' })).toMatchObject({ name: 'Start', category: 'Shop' })
  })
})

describe('an event that cannot be used is set aside', () => {
  test.each([
    [null, 'not_an_object'],
    ['text', 'not_an_object'],
    [[track], 'not_an_object'],
    [{ userId: 'u1' }, 'type_unknown'],
    [{ ...track, type: 'audiencelist' }, 'type_unknown'],
    [{ ...track, event: '' }, 'event_name_missing'],
    [{ ...track, event: { name: 'x' } }, 'event_name_missing'],
    [{ type: 'page' }, 'user_missing'],
    [{ ...track, userId: {} }, 'field_invalid'],
    [{ ...track, userId: true }, 'field_invalid'],
    [{ ...track, properties: 'text' }, 'field_invalid'],
    [{ ...track, context: ['x'] }, 'field_invalid'],
    [{ type: 'group', userId: 'u1' }, 'field_invalid'],
    [{ type: 'alias', userId: 'u1' }, 'field_invalid'],
  ])('%o: %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason)
  })

  test('an empty list stands for an empty object, as PHP writes it', () => {
    expect(eventOf({ ...track, properties: [], traits: [], context: [] }).properties).toEqual({})
  })

  test('nesting past every reader’s patience', () => {
    const deep: unknown = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`)
    const entry = entryOf({ ...track, properties: deep })
    expect(entry).toMatchObject({ kind: 'quarantined', reason: 'field_invalid' })
  })

  test('keeps what was sent, cut to a length', () => {
    const entry = entryOf({ ...track, event: '', text: 'x'.repeat(100_000) })
    expect(entry).toMatchObject({
      kind: 'quarantined',
      detail: 'A track call needs `event`, its name.',
    })
    expect('raw' in entry && entry.raw).toHaveLength(32_768)
  })

  test('its id is not the message id, so that the mended event is no duplicate of it', () => {
    const bad = { ...track, event: '', messageId: 'm1' }
    const entry = entryOf(bad)
    expect(entry.eventId).toMatch(/^quarantined:m1:[0-9a-f]{16}$/)
    expect(entryOf(bad).eventId).toBe(entry.eventId)
    expect(eventOf({ ...bad, event: 'Mended' }).eventId).toBe('m1')
  })
})

describe('dangerous keys', () => {
  test('reach no prototype and are not kept', () => {
    const raw: unknown = JSON.parse(
      '{"type":"track","event":"x","userId":"u1","__proto__":{"polluted":1},' +
        '"properties":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"list":[{"__proto__":1}]},' +
        '"context":{"__proto__":{"direct":true}}}',
    )
    const event = eventOf(raw)
    expect(Object.hasOwn({}, 'polluted') || 'polluted' in {}).toBe(false)
    expect(JSON.stringify(event)).not.toContain('__proto__')
    expect(event.properties).toEqual({ list: [{}] })
    expect(event.context).toEqual({})
  })

  test('a property that is only called `constructor` is kept', () => {
    const properties = { constructor: 'a racing team' }
    expect(eventOf({ ...track, properties }).properties).toEqual(properties)
  })

  test('half a surrogate pair, which no body can carry, is replaced', () => {
    const raw: unknown = JSON.parse(
      '{"type":"page","userId":"u1","properties":{"a":"x\\ud800","b":["\\udc00"]}}',
    )
    expect(eventOf(raw).properties).toEqual({ a: 'x\uFFFD', b: ['\uFFFD'] })
  })
})
