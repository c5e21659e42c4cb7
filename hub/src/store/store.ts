import type { Attempt } from '../core/attempt.ts'
import type {
  BatchId,
  DeadLetterId,
  EpochMs,
  IntegrationId,
  Offset,
  SourceId,
} from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import type { LaneKey } from '../core/lane.ts'
import type { Answer } from '../core/outcome.ts'
import type { ProblemCode } from '../core/problem.ts'
import type { DropReason } from '../core/record.ts'
import type { Source } from '../core/source.ts'

/**
 * Settings, outcomes and dead letters.
 *
 * Promises: every write is durable when it resolves; a {@link Settlement} is applied whole or not at all, and only
 * once; secrets are sealed at rest. Relies on: its folder, and the key that seals secrets.
 *
 * All methods throw SignalError `store.unavailable` when the engine fails.
 */
export interface Store extends AsyncDisposable {
  readonly sources: SourceStore
  readonly integrations: IntegrationStore
  readonly outcomes: OutcomeStore
  readonly deadLetters: DeadLetterStore
  readonly access: AccessStore
}

export interface SourceStore {
  list(): Promise<readonly Source[]>
  get(id: SourceId): Promise<Source | null>
  /** Inserts or replaces by id. */
  put(source: Source): Promise<void>
  delete(id: SourceId): Promise<boolean>
}

export interface IntegrationStore {
  list(): Promise<readonly Integration[]>
  /** Also finds a deleted one, whose history is still shown. */
  get(id: IntegrationId): Promise<Integration | null>
  /**
   * Inserts or replaces by id. `config` values named in `secretKeys` are sealed at rest.
   * @throws SignalError `store.secret_unreadable` on reading, when the key is not the one that sealed
   */
  put(integration: Integration, secretKeys: readonly string[]): Promise<void>
  /** Takes it off the list and forgets its secrets; the rest stays for its history. */
  delete(id: IntegrationId): Promise<boolean>
}

/**
 * What is final about a stretch of one integration's lanes, written in one transaction: the lanes' new places, the
 * batches that ended, the records given up, and the events whose last record settled.
 */
export type Settlement = {
  readonly integrationId: IntegrationId
  readonly lanes: readonly LanePosition[]
  readonly batches: readonly BatchRecord[]
  readonly deadLetters: readonly NewDeadLetter[]
  /** Events counted once, when their last lane passed them. */
  readonly events: EventCounts
  readonly settledAtMs: EpochMs
}

/** Everything up to `position` has been settled in this lane. */
export type LanePosition = { readonly object: string; readonly position: Offset }

/** Events of one integration by how they ended. `dropped` by reason. */
export type EventCounts = {
  readonly accepted: number
  readonly dead: number
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
}

/** One request's worth of records, ended: what it held and how each try went. */
export type BatchRecord = {
  readonly id: BatchId
  readonly object: string
  readonly state: 'accepted' | 'dead' | 'dropped'
  readonly revision: number
  readonly bodyBytes: number
  readonly recordCount: number
  /** The events it concerns, ascending, each once; with `reasons` beside them when dropped. */
  readonly offsets: readonly Offset[]
  /** Only for `dropped`: why, for each of `offsets`. */
  readonly reasons?: readonly { readonly reason: DropReason; readonly detail: string }[]
  readonly attempts: readonly Attempt[]
  readonly endedAtMs: EpochMs
}

/** A record given up, with what is needed to understand it and to send it again. */
export type NewDeadLetter = {
  readonly id: DeadLetterId
  readonly integrationId: IntegrationId
  readonly object: string
  readonly offset: Offset
  readonly key: string
  readonly userKey: string
  /** The record as it was sent (or would have been); empty when mapping made none. */
  readonly recordJson: string
  readonly problem: ProblemCode
  readonly reasons: readonly string[]
  readonly answer: Answer | null
  readonly attemptCount: number
  readonly diedAtMs: EpochMs
}

export type DeadLetter = NewDeadLetter & {
  /** `dead` → (a person asks) → `replaying` → `replayed`, or `dead` again. */
  readonly state: 'dead' | 'replaying' | 'replayed'
}

/** What a replay of dead letters came to, written in one transaction; counts move from dead to accepted by it. */
export type ReplaySettlement = {
  readonly integrationId: IntegrationId
  readonly batch: BatchRecord
  readonly replayed: readonly DeadLetterId[]
  /** Still dead, with the new reason. */
  readonly failed: readonly {
    readonly id: DeadLetterId
    readonly problem: ProblemCode
    readonly reasons: readonly string[]
    readonly answer: Answer | null
  }[]
  readonly settledAtMs: EpochMs
}

/** Sum over all settlements of one integration, at event level. */
export type EventTotals = {
  readonly accepted: number
  readonly dead: number
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
}

export interface OutcomeStore {
  /**
   * Applies a settlement; lanes are created as they first appear, and never go back.
   *
   * Harmless when repeated: one whose batch ids and dead letter ids are all stored, and whose positions are none of them
   * newer, changes nothing. So one that failed is sent again as it was, before any other; and it names at least one
   * lane, batch or dead letter.
   */
  settle(settlement: Settlement): Promise<void>
  /**
   * An event's count moves to accepted when none of its dead letters is left dead or replaying. Harmless when repeated:
   * one whose batch id is stored changes nothing.
   */
  settleReplay(settlement: ReplaySettlement): Promise<void>
  lanePositions(integrationId: IntegrationId): Promise<readonly LanePosition[]>
  totals(integrationId: IntegrationId): Promise<EventTotals>
  /** Batches that hold any event from `from` to `to`, both included, of one integration. */
  batchesBetween(
    integrationId: IntegrationId,
    from: Offset,
    to: Offset,
  ): Promise<readonly BatchRecord[]>
  /** Forgets batches that ended before a time. Totals stay. */
  prune(endedBeforeMs: EpochMs): Promise<void>
}

export type DeadLetterQuery = {
  readonly integrationId?: IntegrationId
  readonly object?: string
  readonly problem?: ProblemCode
  readonly state?: DeadLetter['state']
  /** Offsets, both included. */
  readonly from?: Offset
  readonly to?: Offset
  /** Id of the last one of the page before; newest first. */
  readonly after?: DeadLetterId
  readonly countMax: number
}

export interface DeadLetterStore {
  /** Newest first. */
  list(query: DeadLetterQuery): Promise<readonly DeadLetter[]>
  get(id: DeadLetterId): Promise<DeadLetter | null>
  /** Marks dead ones for replay and returns how many it marked; harmless when repeated. */
  requestReplay(ids: readonly DeadLetterId[]): Promise<number>
  /** Oldest first, those marked for replay in one lane. */
  replaying(lane: LaneKey, countMax: number): Promise<readonly DeadLetter[]>
}

/** A token for the admin API; only its SHA-256 is kept. */
export type AdminToken = {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly kind: 'token' | 'session' | 'sign-in-link'
  readonly createdAtMs: EpochMs
  /** Null: until revoked. */
  readonly expiresAtMs: EpochMs | null
}

/** A token past its end is as good as absent, and is cleared away in time. */
export interface AccessStore {
  put(token: AdminToken): Promise<void>
  findBySha256(sha256: string): Promise<AdminToken | null>
  /** Takes a one-time sign-in link out, so that no second call finds it; null for a token of another kind. */
  consume(sha256: string): Promise<AdminToken | null>
  list(): Promise<readonly AdminToken[]>
  delete(id: string): Promise<boolean>
}
