import { describe, expect, test } from 'vitest'
import { carryOut, sortedCalls } from './calls.ts'
import type { QueuedEvent } from './event-queue.ts'
import { createMemoryStorage } from './storage.ts'
import { createTracker } from './tracker.ts'
import { openVisitor, sessionIdleMsMax } from './visitor.ts'

const page = {
  url: 'https://shop.example.com/',
  path: '/',
  search: '',
  title: 'Shop',
  referrer: '',
}

function createPage(storage = createMemoryStorage()) {
  let ids = 0
  let nowMs = Date.UTC(2026, 0, 1)
  const now = () => nowMs
  const makeId = () => `id-${(ids += 1)}`
  const visitor = openVisitor({ storage, now, makeId })
  const events: QueuedEvent[] = []
  const tracker = createTracker({
    visitor,
    now,
    makeId,
    pageFacts: () => page,
    context: () => ({ locale: 'en' }),
    emit: (event) => void events.push(event),
  })
  return { tracker, events, visitor, storage, pass: (ms: number) => void (nowMs += ms) }
}

describe('the tracker', () => {
  test('an event carries its own id, the time, the visitor and the visit', () => {
    const { tracker, events, visitor } = createPage()
    tracker.track('Signed Up', { plan: 'pro' })
    expect(events).toEqual([
      {
        type: 'track',
        messageId: 'id-2',
        timestamp: '2026-01-01T00:00:00.000Z',
        anonymousId: visitor.anonymousId,
        event: 'Signed Up',
        properties: { plan: 'pro' },
        context: { locale: 'en', sessionId: 'id-3' },
      },
    ])
  })

  test('a page event holds the page, its name, and what the website adds', () => {
    const { tracker, events } = createPage()
    tracker.page()
    tracker.page('Home', { section: 'top' })
    tracker.page({ section: 'end' })
    expect(events.map(({ name, properties }) => ({ name, properties }))).toEqual([
      { name: undefined, properties: page },
      { name: 'Home', properties: { ...page, name: 'Home', section: 'top' } },
      { name: undefined, properties: { ...page, section: 'end' } },
    ])
  })

  test('who was identified stays so, on the next page too, until reset', () => {
    const first = createPage()
    first.tracker.identify(42, { email: 'someone@example.com' })
    first.tracker.group('g1')
    const second = createPage(first.storage)
    second.tracker.track('Back')
    expect(second.events[0]).toMatchObject({
      userId: '42',
      anonymousId: first.visitor.anonymousId,
      context: { groupId: 'g1' },
    })
    second.tracker.reset()
    second.tracker.track('Gone')
    expect(second.events[1]).not.toHaveProperty('userId')
    expect(second.events[1]?.['context']).not.toHaveProperty('groupId')
    expect(second.visitor.anonymousId).not.toBe(first.visitor.anonymousId)
  })

  test('traits without a user are the visitor’s', () => {
    const { tracker, events } = createPage()
    tracker.identify({ plan: 'free' })
    expect(events[0]).toMatchObject({ type: 'identify', traits: { plan: 'free' } })
    expect(events[0]).not.toHaveProperty('userId')
  })

  test('consent stands on every event after it, and a change of it is an event', () => {
    const { tracker, events } = createPage()
    tracker.consent({ analytics: true, marketing: false })
    tracker.consent({ analytics: true, marketing: false })
    tracker.track('Seen')
    expect(events.map(({ event }) => event)).toEqual(['Segment Consent Preference Updated', 'Seen'])
    for (const { context } of events) {
      expect(context).toMatchObject({
        consent: { categoryPreferences: { analytics: true, marketing: false } },
      })
    }
  })

  test('a visit ends after half an hour without an event', () => {
    const { tracker, events, pass } = createPage()
    const sessionOf = (index: number) =>
      Reflect.get(Object(events[index]?.['context']), 'sessionId')
    tracker.track('a')
    pass(sessionIdleMsMax - 1)
    tracker.track('b')
    pass(sessionIdleMsMax)
    tracker.track('c')
    expect(sessionOf(1)).toBe(sessionOf(0))
    expect(sessionOf(2)).not.toBe(sessionOf(0))
  })

  test('senseless calls neither send nor throw', () => {
    const { tracker, events } = createPage()
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    tracker.track('')
    tracker.track(undefined)
    tracker.group(null)
    tracker.consent('yes')
    expect(events).toEqual([])
    tracker.track('Odd', circular)
    expect(events).toMatchObject([{ properties: {} }])
  })

  test('calls put down before the script was there are carried out, unknown ones not', () => {
    const { tracker, events } = createPage()
    carryOut(['track', 'Early', { a: 1 }], tracker)
    carryOut(['constructor'], tracker)
    carryOut('track', tracker)
    carryOut(
      (function () {
        return arguments
      })(...(['track', 'Snippet'] as unknown as [])),
      tracker,
    )
    expect(events.map(({ event }) => event)).toEqual(['Early', 'Snippet'])
  })

  test('consent given before the script was there comes first', () => {
    const early = [['track', 'a'], ['consent', { ads: true }], 'junk']
    expect(sortedCalls(early)).toEqual({
      consents: [['consent', { ads: true }]],
      others: [['track', 'a'], 'junk'],
    })
    expect(sortedCalls(undefined)).toEqual({ consents: [], others: [] })
  })
})
