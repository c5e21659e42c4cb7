import { expect, test } from 'vitest'
import { Value } from 'typebox/value'
import { JournalEntry } from '../core/event.ts'
import type { IntegrationId } from '../core/ids.ts'
import { governanceOf } from './governance.ts'

const integration = { id: 'int_ours' as IntegrationId, catalogKey: 'salesforce_cdp' }

function entryWith(integrations?: unknown): JournalEntry {
  return Value.Parse(JournalEntry, {
    kind: 'event',
    eventId: 'event-1',
    sourceId: 'pip_web',
    dialect: 'segment',
    type: 'page',
    userKey: 'anon-1',
    properties: {},
    traits: {},
    context: {},
    ...(integrations === undefined ? {} : { integrations }),
    eventTime: '2026-02-25T14:30:00.000Z',
    receivedAt: '2026-02-25T14:30:00.000Z',
  })
}

test('an event whose sender chose nothing passes as it is', () => {
  const entry = entryWith()
  expect(governanceOf(entry, integration)).toEqual({ kind: 'pass', event: entry })
})

test('a quarantined entry is dropped with the reason it was quarantined for', () => {
  const entry = Value.Parse(JournalEntry, {
    kind: 'quarantined',
    eventId: 'event-1',
    sourceId: 'pip_web',
    dialect: 'segment',
    reason: 'user_missing',
    detail: 'Send a userId or an anonymousId.',
    raw: '{}',
    receivedAt: '2026-02-25T14:30:00.000Z',
  })
  expect(governanceOf(entry, integration)).toEqual({
    kind: 'dropped',
    reason: 'quarantined',
    detail: 'Send a userId or an anonymousId.',
  })
})

test.each([
  [{ All: false }],
  [{ 'Salesforce CDP': false }],
  [{ salesforce_cdp: false }],
  [{ int_ours: false }],
  [{ All: true, 'Salesforce CDP': false }],
  [{ int_ours: false, 'Salesforce CDP': true }],
])('an event with %j is left out by its sender', (integrations) => {
  expect(governanceOf(entryWith(integrations), integration)).toMatchObject({
    kind: 'dropped',
    reason: 'excluded_by_sender',
  })
})

test.each([
  [{}],
  [{ All: true }],
  [{ 'Segment.io': false, Salesforce: false }],
  [{ All: false, 'Salesforce CDP': true }],
  [{ All: false, int_ours: { option: 1 } }],
  [{ 'Salesforce CDP': false, int_ours: true }],
  [{ All: 'false' }],
])('an event with %j passes', (integrations) => {
  expect(governanceOf(entryWith(integrations), integration)).toMatchObject({ kind: 'pass' })
})
