import { offsetOf, type Offset } from '../../core/ids.ts'
import { isoOf } from '../../platform/clock.ts'
import type { Journal } from '../../journal/journal.ts'
import type { DeadLetter as Stored, IntegrationStore } from '../../store/store.ts'
import { diagnosisViewOf } from '../integrations/integration-view.ts'
import { jsonObjectOf, journalEntryOf } from '../live-events/entry.ts'
import type { DeadLetter } from './dead-letter.ts'

type Needs = {
  readonly store: { readonly integrations: Pick<IntegrationStore, 'get'> }
  readonly journal: Pick<Journal, 'read'>
}

/** Shows dead letters with what stands elsewhere: the integration's name, the event's id, and what mends the problem. */
export async function readDeadLetterViews(
  letters: readonly Stored[],
  { store, journal }: Needs,
): Promise<DeadLetter[]> {
  const integrations = await readEach(
    letters.map((letter) => letter.integrationId),
    (id) => store.integrations.get(id),
  )
  const eventIds = await readEach(
    letters.map((letter) => letter.offset),
    (offset) => readEventId(offset, journal),
  )
  return letters.map((letter) => {
    const integration = integrations.get(letter.integrationId) ?? null
    return {
      id: letter.id,
      integration_id: letter.integrationId,
      integration_name: integration?.name ?? null,
      object: letter.object,
      offset: letter.offset,
      event_id: eventIds.get(letter.offset) ?? null,
      key: letter.key,
      user_key: letter.userKey,
      record: jsonObjectOf(letter.recordJson),
      problem: letter.problem,
      reasons: [...letter.reasons],
      status: letter.answer?.status ?? null,
      answer: letter.answer?.body ?? null,
      attempt_count: letter.attemptCount,
      died_at: isoOf(letter.diedAtMs),
      state: letter.state,
      diagnosis:
        integration === null ? null : diagnosisViewOf(integration.catalogKey, letter.problem),
    }
  })
}

/** Reads each key once; a page bounds how many there are. */
async function readEach<Key, Value>(keys: readonly Key[], read: (key: Key) => Promise<Value>) {
  const distinct = [...new Set(keys)]
  return new Map(await Promise.all(distinct.map(async (key) => [key, await read(key)] as const)))
}

/** Null once the event has been pruned. */
async function readEventId(offset: Offset, journal: Needs['journal']): Promise<string | null> {
  const { entries } = await journal.read({ after: offsetOf(offset - 1), entryCountMax: 1 })
  const entry = entries[0]
  return entry?.offset === offset ? journalEntryOf(entry.json).eventId : null
}
