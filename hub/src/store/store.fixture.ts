import type { Attempt } from '../core/attempt.ts'
import type { BatchId, DeadLetterId, IntegrationId, SourceId } from '../core/ids.ts'
import { offsetOf } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import { dropLane } from '../core/lane.ts'
import type { Source } from '../core/source.ts'
import type {
  AdminToken,
  BatchRecord,
  NewDeadLetter,
  ReplaySettlement,
  Settlement,
  Store,
} from './store.ts'

/** Examples of what a store is given, for its contract's tests. */
export const integrationId = 'int_one' as IntegrationId

export function sourceOf(id: string): Source {
  return {
    id: id as SourceId,
    name: id,
    type: 'web',
    writeKey: `write-key-of-${id}`,
    signingSecret: 'signing secret',
    domainAllowlist: ['shop.example'],
    enabled: true,
    createdAt: '2026-01-15T12:00:00.000Z',
    updatedAt: '2026-01-15T12:00:00.000Z',
  }
}

export function integrationOf(id: string): Integration {
  return {
    id: id as IntegrationId,
    catalogKey: 'salesforce_cdp',
    name: 'Salesforce CDP',
    variant: 'default',
    deliveryMode: 'server_side',
    config: { client_id: 'an id', client_secret: 'sähr geheim', subdomain: 'your-org' },
    objectNames: { page_view: 'page_view_2' },
    enabled: true,
    revision: 3,
    startsAfter: offsetOf(12),
    createdAt: '2026-01-15T12:00:00.000Z',
    updatedAt: '2026-01-15T12:00:00.000Z',
  }
}

export function settlementOf(parts: Partial<Settlement>): Settlement {
  return {
    integrationId,
    lanes: [],
    batches: [],
    deadLetters: [],
    events: { accepted: 0, dead: 0, dropped: {} },
    settledAtMs: 1,
    ...parts,
  }
}

const attempts: readonly Attempt[] = [
  {
    atMs: 1,
    tookMs: 2.5,
    kind: 'throttled',
    problem: 'throttled',
    detail: 'wait',
    answer: { status: 429, body: 'slow down' },
  },
  { atMs: 9, tookMs: 3, kind: 'accepted', problem: null, detail: null, answer: null },
]

export function batchOf(id: string, offsets: readonly number[]): BatchRecord {
  return {
    id: id as BatchId,
    object: 'page_view',
    state: 'accepted',
    revision: 3,
    bodyBytes: 1_234,
    recordCount: offsets.length,
    offsets: offsets.map(offsetOf),
    attempts,
    endedAtMs: 12,
  }
}

export const droppedBatch: BatchRecord = {
  ...batchOf('bat_d', [2, 3]),
  object: dropLane,
  state: 'dropped',
  reasons: [
    { reason: 'bot', detail: 'a crawler' },
    { reason: 'filtered', detail: 'by rule' },
  ],
}

export function deadLetterOf(id: string, offset: number): NewDeadLetter {
  return {
    id: id as DeadLetterId,
    integrationId,
    object: 'page_view',
    offset: offsetOf(offset),
    key: `key-${id}`,
    userKey: 'a user',
    recordJson: '{"event_id":"x"}',
    problem: 'schema_mismatch',
    reasons: ['one', 'two'],
    answer: { status: 400, body: 'bad' },
    attemptCount: 1,
    diedAtMs: 5,
  }
}

export function replayOf(
  batchId: string,
  { replayed = [], failed = [] }: { replayed?: string[]; failed?: string[] },
): ReplaySettlement {
  return {
    integrationId,
    batch: batchOf(batchId, [1, 2]),
    replayed: replayed as DeadLetterId[],
    failed: failed.map((id) => ({
      id: id as DeadLetterId,
      problem: 'object_unknown',
      reasons: ['still wrong'],
      answer: { status: 404, body: 'no' },
    })),
    settledAtMs: 2,
  }
}

export function tokenOf(id: string): AdminToken {
  return { id, name: id, sha256: `digest-${id}`, kind: 'token', createdAtMs: 1, expiresAtMs: null }
}

/** Each test starts a thread, which takes its time on a busy machine. */
export const testMsMax = 30_000

export const positions = async (store: Store) =>
  Object.fromEntries(
    (await store.outcomes.lanePositions(integrationId)).map(({ object, position }) => [
      object,
      position,
    ]),
  )

export const batchIds = async (store: Store, from: number, to: number) =>
  (await store.outcomes.batchesBetween(integrationId, offsetOf(from), offsetOf(to))).map(
    ({ id }) => id,
  )

export const everything = async (store: Store) => ({
  positions: await positions(store),
  totals: await store.outcomes.totals(integrationId),
  batches: await batchIds(store, 0, 1_000_000),
  deadLetters: await store.deadLetters.list({ countMax: 1_000 }),
})
