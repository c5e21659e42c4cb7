import { offsetOf } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import { dropLane } from '../core/lane.ts'
import type { Mapped } from '../core/record.ts'
import type { DeadLetter } from '../store/store.ts'
import { recordBytesMax } from './batch-body.ts'
import type { DeliveryNeeds } from './delivery-needs.ts'
import { laneRecordsOf } from './lane.ts'
import type { LaneRecord } from './lane-state.ts'
import { subjectOf } from './mapper.ts'

/** Records of one object, to be sent in one request. */
export type ReplayPart = { readonly object: string; readonly records: readonly LaneRecord[] }

/** What a dead letter is to be sent as, today. */
export type ReplayPlan =
  | { readonly kind: 'send'; readonly parts: readonly ReplayPart[] }
  | { readonly kind: 'cannot'; readonly reason: string }

/**
 * What today's mapping makes of a dead letter's event: the record of the same object and key, or all its records when
 * mapping had made none of it. The stored record serves when the event is no longer kept.
 */
export async function readReplayPlan(
  letter: DeadLetter,
  integration: Integration,
  { journal, mapper }: Pick<DeliveryNeeds, 'journal' | 'mapper'>,
): Promise<ReplayPlan> {
  const after = offsetOf(letter.offset - 1)
  const { entries } = await journal.read({ after, entryCountMax: 1 })
  const entry = entries.find(({ offset }) => offset === letter.offset)
  if (entry === undefined) return storedPlanOf(letter)
  const [first] = await mapper.map(subjectOf(integration), [entry])
  return first === undefined
    ? { kind: 'cannot', reason: 'The event could not be read.' }
    : planOf(letter, first.mapped)
}

/** Pure: what to send for a dead letter, given what its event maps to now. */
export function planOf(letter: DeadLetter, mapped: Mapped): ReplayPlan {
  if (mapped.kind !== 'records') return { kind: 'cannot', reason: mapped.detail }
  const entry = { offset: letter.offset, mapped, recordBytes: 0 }
  const objects = [...new Set(mapped.records.map(({ object }) => object))]
  const wantsAll = letter.object === dropLane
  const parts = objects
    .filter((object) => wantsAll || object === letter.object)
    .map((object) => ({
      object,
      records: laneRecordsOf(entry, object).filter(({ key }) => wantsAll || key === letter.key),
    }))
    .filter(({ records }) => records.length > 0)
  if (parts.length === 0) {
    const reason = wantsAll
      ? "Today's mapping makes no record of the event."
      : `Today's mapping makes no such record of ${letter.object}.`
    return { kind: 'cannot', reason }
  }
  const isTooLarge = parts.some(({ records }) =>
    records.some(({ bytes }) => bytes > recordBytesMax),
  )
  return isTooLarge
    ? { kind: 'cannot', reason: `A record is still larger than ${recordBytesMax} bytes.` }
    : { kind: 'send', parts }
}

function storedPlanOf({ object, offset, key, userKey, recordJson }: DeadLetter): ReplayPlan {
  if (recordJson === '') {
    return { kind: 'cannot', reason: 'The event is no longer kept, and no record was made of it.' }
  }
  const bytes = Buffer.byteLength(recordJson)
  const record = { offset, objects: [object], key, userKey, json: recordJson, bytes }
  return { kind: 'send', parts: [{ object, records: [record] }] }
}
