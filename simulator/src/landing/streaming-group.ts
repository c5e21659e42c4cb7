import type { Switches } from '../control/switches.ts'
import { SqlError } from '../lake/database.ts'
import type { Lake } from '../lake/lake.ts'
import { keyOf } from './bulk-batches.ts'
import type { DataStream } from '../org/data-stream.ts'
import type { RecordWriter, Run } from './record-writer.ts'
import type { RefreshStep } from './refresh-history.ts'
import { groupOf, type Waiting } from './stream-queue.ts'

type Needs = {
  readonly lake: Lake
  readonly writer: RecordWriter
  readonly switches: () => Pick<Switches, 'deleteOnProfile'>
  readonly jobId: string
}

/**
 * Lands requests of one stream that share a statement. Nothing when the stream was deleted meanwhile: what had been
 * accepted for it goes nowhere.
 * @throws Error when the lake itself fails; doing it again is harmless, since rows are upserts by key
 */
export async function landGroup(
  { lake, writer, switches, jobId }: Needs,
  waiting: readonly Waiting[],
): Promise<RefreshStep | undefined> {
  const [first] = waiting
  const object = first === undefined ? undefined : lake.objectOf(first.change.stream.id)
  if (object === undefined) return undefined
  const { stream } = object
  const run: Run = { object, dataStreamJobId: jobId, sourceFile: 'streaming' }
  const group = groupOf(waiting)
  try {
    if (group.kind === 'delete') {
      const isEffective = !isDeletionIneffective(stream, switches())
      const deletions = group.ids.flatMap((id) => {
        const key = keyOf(stream.primaryKey.type, id)
        return key === undefined || !isEffective ? [] : [{ key, modified: null }]
      })
      const written = await writer.delete(run, { deletions, rule: 'always', problems: [] })
      return { processedCount: group.ids.length, written }
    }
    const written = await writer.upsert(run, group.requests, stream.refreshMode === 'Partial')
    return { processedCount: group.requests.reduce((sum, { length }) => sum + length, 0), written }
  } catch (cause) {
    const isGone = cause instanceof SqlError && lake.objectOf(stream.id) === undefined
    if (isGone) return undefined
    throw cause
  }
}

/** One practitioner saw such deletes accepted and nothing deleted {PCF 48712361197}. */
function isDeletionIneffective(
  stream: DataStream,
  { deleteOnProfile }: Pick<Switches, 'deleteOnProfile'>,
): boolean {
  return (
    deleteOnProfile === 'ineffective' &&
    stream.category === 'Profile' &&
    stream.recordModifiedField !== undefined
  )
}
