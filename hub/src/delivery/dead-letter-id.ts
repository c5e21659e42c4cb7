import { createHash } from 'node:crypto'
import type { DeadLetterId, Offset } from '../core/ids.ts'
import type { LaneKey } from '../core/lane.ts'

const digestCharCount = 24

/**
 * The id of a record's dead letter: the same however often the record is given up, so that writing it again after a crash
 * is harmless.
 */
export function deadLetterIdOf(
  { integrationId, object }: LaneKey,
  { offset, key }: { readonly offset: Offset; readonly key: string },
): DeadLetterId {
  const digest = createHash('sha256')
    .update(`${integrationId} ${object} ${offset} ${key}`)
    .digest('hex')
  return `dl_${digest.slice(0, digestCharCount)}` as DeadLetterId // parsed: the form is made here
}
