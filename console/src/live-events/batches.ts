import type { LiveAttempt, LiveRecord } from '../api/live-event.ts'

/** A request to Data Cloud, with those of its records that came from one event. */
export type EventBatch = {
  readonly id: string | null
  readonly integrationId: string
  readonly object: string
  /** All records of the request, whoever's; null while it is not made up yet. */
  readonly recordCount: number | null
  readonly bodyBytes: number | null
  readonly attempts: readonly LiveAttempt[]
  readonly records: readonly LiveRecord[]
}

/**
 * Groups an event's records by the request they travelled in, in the order given. A dead record left its request and is
 * told of alone; records that still wait are told of by object.
 */
export function batchesOf(records: readonly LiveRecord[]): readonly EventBatch[] {
  const batches = new Map<string, LiveRecord[]>()
  for (const record of records) {
    const { integration_id, object, batch_id, dead_letter_id, state, key } = record
    const alone = state === 'dead' ? (dead_letter_id ?? key) : ''
    const id = JSON.stringify([integration_id, object, batch_id, alone])
    const together = batches.get(id)
    if (together === undefined) batches.set(id, [record])
    else together.push(record)
  }
  return [...batches.values()].flatMap((together) => {
    const [first] = together
    return first === undefined ? [] : [batchOf(first, together)]
  })
}

function batchOf(first: LiveRecord, records: readonly LiveRecord[]): EventBatch {
  return {
    id: first.batch_id,
    integrationId: first.integration_id,
    object: first.object,
    recordCount: first.batch_record_count,
    bodyBytes: first.batch_body_bytes,
    attempts: first.attempts,
    records,
  }
}

/** What an attempt came to, in words. The hub's closed list; a newer word is shown as it is. */
const outcomeWords: Readonly<Record<string, string>> = {
  accepted: 'Accepted',
  throttled: 'Throttled',
  failed: 'Failed',
  'too-large': 'Too large',
  refused: 'Refused',
  missing: 'Not found',
  unauthorised: 'Not authorised',
}

export function outcomeOf(attempt: LiveAttempt): string {
  return outcomeWords[attempt.outcome] ?? attempt.outcome
}
