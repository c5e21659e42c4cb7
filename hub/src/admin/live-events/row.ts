import type { JournalEntry } from '../../core/event.ts'
import type { SourceId } from '../../core/ids.ts'
import type { Integration } from '../../core/integration.ts'
import type { IntegrationStore, SourceStore } from '../../store/store.ts'
import { deliveryOf, type EventOutcome } from './delivery.ts'
import type { LiveEvent } from './live-event.ts'
import { readOutcomes, type OutcomeNeeds, type PlacedEntry } from './outcomes.ts'

export type RowNeeds = OutcomeNeeds & {
  readonly store: {
    readonly integrations: Pick<IntegrationStore, 'list'>
    readonly sources: Pick<SourceStore, 'list'>
  }
}

/** What rows are made with: read once for a request or a turn of the feed. */
export type RowContext = {
  readonly integrations: readonly Integration[]
  readonly sourceNames: ReadonlyMap<SourceId, string>
}

export async function readRowContext({ store }: RowNeeds): Promise<RowContext> {
  const sources = await store.sources.list()
  return {
    integrations: await store.integrations.list(),
    sourceNames: new Map(sources.map((source) => [source.id, source.name])),
  }
}

/** An entry, and what is known of it for each integration that is given it. */
export type Standing = {
  readonly placed: PlacedEntry
  readonly outcomes: readonly {
    readonly integration: Integration
    readonly outcome: EventOutcome
  }[]
}

/** Reads what is known of entries, in the order given; a few queries for each integration. */
export async function readStandings(
  entries: readonly PlacedEntry[],
  { integrations }: RowContext,
  needs: OutcomeNeeds,
): Promise<Standing[]> {
  const standings = entries.map((placed) => ({
    placed,
    outcomes: new Array<Standing['outcomes'][number]>(),
  }))
  for (const integration of integrations) {
    const given = standings.filter(({ placed }) => placed.offset > integration.startsAfter)
    if (given.length === 0) continue
    const outcomeOf = await readOutcomes(
      integration,
      given.map(({ placed }) => placed),
      needs,
    )
    for (const { placed, outcomes } of given) {
      outcomes.push({ integration, outcome: outcomeOf(placed) })
    }
  }
  return standings
}

/** One row of Live Events. */
export function rowOf({ placed, outcomes }: Standing, { sourceNames }: RowContext): LiveEvent {
  const deliveries = outcomes.flatMap(
    ({ integration, outcome }) => deliveryOf(integration, outcome) ?? [],
  )
  return { ...entryPart(placed, sourceNames), deliveries }
}

/** Rows of Live Events for entries, in the order given. */
export async function readRows(
  entries: readonly PlacedEntry[],
  context: RowContext,
  needs: OutcomeNeeds,
): Promise<LiveEvent[]> {
  const standings = await readStandings(entries, context, needs)
  return standings.map((standing) => rowOf(standing, context))
}

function entryPart({ offset, entry }: PlacedEntry, sourceNames: RowContext['sourceNames']) {
  return {
    offset,
    event_id: entry.eventId,
    source_id: entry.sourceId,
    source_name: sourceNames.get(entry.sourceId) ?? null,
    dialect: entry.dialect,
    received_at: entry.receivedAt,
    ...(entry.kind === 'event' ? eventPart(entry) : quarantinedPart(entry)),
  }
}

function eventPart(event: Extract<JournalEntry, { kind: 'event' }>) {
  return {
    kind: 'event' as const,
    type: event.type,
    name: event.event ?? event.name ?? null,
    user_id: event.userId ?? null,
    anonymous_id: event.anonymousId ?? null,
    event_time: event.eventTime,
    quarantine: null,
  }
}

function quarantinedPart({ reason, detail }: Extract<JournalEntry, { kind: 'quarantined' }>) {
  return {
    kind: 'quarantined' as const,
    type: null,
    name: null,
    user_id: null,
    anonymous_id: null,
    event_time: null,
    quarantine: { reason, detail },
  }
}
