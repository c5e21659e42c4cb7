import type { DataStream } from '../org/data-stream.ts'
import type { Landing } from './landing.ts'
import type { OpenedPendingLog } from './pending-log.ts'

/**
 * Accepts anew what an earlier process accepted and did not land, before anybody else's requests. What belongs to a
 * stream that was deleted meanwhile is dropped, as it would have been then.
 */
export async function replayPending(
  { left, forgetLeft }: Pick<OpenedPendingLog, 'left' | 'forgetLeft'>,
  streams: readonly DataStream[],
  landing: Pick<Landing, 'accept'>,
): Promise<void> {
  const accepted = left.flatMap((request) => {
    const stream = streams.find(({ id: streamId }) => streamId === request.streamId)
    if (stream === undefined) return []
    return request.kind === 'upsert'
      ? landing.accept({ kind: 'upsert', stream, records: request.records }, request.bytes)
      : landing.accept({ kind: 'delete', stream, ids: request.ids }, request.bytes)
  })
  await Promise.all(accepted)
  await forgetLeft()
}
