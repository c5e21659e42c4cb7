/**
 * What was accepted and has not landed, in a file of the lake's folder, so that a practice org with a folder keeps what
 * it answered 202 for, even through `kill -9`. A real Data Cloud promises no such thing in its documents; losing it
 * would only make a test hard to explain.
 *
 * The log is a row of segments. A line is one accepted request, or the sequence numbers that have landed. A segment
 * whose requests have all landed is deleted. Requests accepted at the same time share one flush to the disk.
 */
import { mkdir, open, readdir, readFile, rm, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Waiting } from './stream-queue.ts'

export type PendingLog = AsyncDisposable & {
  /** Resolves when the request outlives the process. */
  append(waiting: Waiting): Promise<void>
  /** Says that they need not be replayed. Costs no flush: landing again is harmless. */
  landed(sequences: readonly number[]): void
}

/** Without a folder nothing outlives the process. */
export const noPendingLog: PendingLog = {
  append: () => Promise.resolve(),
  landed: () => undefined,
  [Symbol.asyncDispose]: () => Promise.resolve(),
}

const StoredRequest = { id: Type.String(), streamId: Type.String(), bytes: Type.Number() }
const StoredUpsert = Type.Object({
  ...StoredRequest,
  kind: Type.Literal('upsert'),
  records: Type.Array(Type.Record(Type.String(), Type.Unknown())),
})
const StoredDelete = Type.Object({
  ...StoredRequest,
  kind: Type.Literal('delete'),
  ids: Type.Array(Type.String()),
})
const Landed = Type.Object({ landed: Type.Array(Type.String()) })
const lineCheck = Compile(Type.Union([StoredUpsert, StoredDelete, Landed]))

/** A request that an earlier process accepted and did not land. */
export type Left = Static<typeof StoredUpsert> | Static<typeof StoredDelete>

/** A segment that has grown so large gets no more lines. */
const segmentBytesMax = 16_000_000
const segmentPattern = /^\d{9}\.jsonl$/

type Segment = {
  readonly path: string
  readonly handle: FileHandle
  /** Requests in it that have not landed. */
  readonly open: Set<string>
  bytes: number
}

export type OpenedPendingLog = {
  readonly log: PendingLog
  /** In the order in which they were accepted. */
  readonly left: readonly Left[]
  /** Called when what was left has been accepted anew. */
  readonly forgetLeft: () => Promise<void>
}

/** Reads what the last process left in the folder, and begins a new segment. */
export async function openPendingLog(dataDir: string): Promise<OpenedPendingLog> {
  const folder = join(dataDir, 'pending')
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).filter((name) => segmentPattern.test(name)).toSorted()
  const paths = names.map((name) => join(folder, name))
  const left = await readLeft(paths)
  return {
    log: createPendingLog(folder, Number.parseInt(names.at(-1) ?? '0', 10)),
    left,
    forgetLeft: async () => {
      for (const path of paths) await rm(path, { force: true })
    },
  }
}

/** A torn last line, of a process that was killed as it wrote, was never answered and is left out. */
async function readLeft(paths: readonly string[]): Promise<readonly Left[]> {
  const leftOfId = new Map<string, Left>()
  for (const path of paths) {
    const text = await readFile(path, 'utf8')
    for (const lineText of text.split('\n')) {
      const line = jsonOf(lineText)
      if (!lineCheck.Check(line)) continue
      if ('landed' in line) for (const id of line.landed) leftOfId.delete(id)
      else leftOfId.set(line.id, line)
    }
  }
  return [...leftOfId.values()]
}

function createPendingLog(folder: string, lastNumber: number): PendingLog {
  const runNumber = lastNumber + 1
  const segments: Segment[] = []
  let number = lastNumber
  let lines: string[] = []
  let openIds: string[] = []
  /** One flush for all that ask while the one before it goes on. */
  let nextFlush: Promise<void> | undefined
  let flushing: Promise<void> = Promise.resolve()

  const idOf = (sequence: number) => `${runNumber}.${sequence}`

  const segmentToWrite = async (): Promise<Segment> => {
    const last = segments.at(-1)
    if (last !== undefined && last.bytes < segmentBytesMax) return last
    number += 1
    const path = join(folder, `${String(number).padStart(9, '0')}.jsonl`)
    const segment = { path, handle: await open(path, 'a'), open: new Set<string>(), bytes: 0 }
    segments.push(segment)
    return segment
  }
  const flush = async (): Promise<void> => {
    nextFlush = undefined
    const segment = await segmentToWrite()
    const text = lines.join('')
    const ids = openIds
    lines = []
    openIds = []
    for (const id of ids) segment.open.add(id)
    segment.bytes += Buffer.byteLength(text)
    await segment.handle.appendFile(text)
    if (ids.length > 0) await segment.handle.datasync()
    await dropLanded()
  }
  /** Segments leave in their order: a later one may say what has landed of an earlier one. */
  const dropLanded = async (): Promise<void> => {
    for (let first = segments[0]; first !== undefined; first = segments[0]) {
      if (first.open.size > 0 || (segments.length === 1 && first.bytes < segmentBytesMax)) return
      segments.shift()
      await first.handle.close()
      await rm(first.path, { force: true })
    }
  }
  const askFlush = (): Promise<void> => {
    if (nextFlush !== undefined) return nextFlush
    nextFlush = flushing.catch(() => undefined).then(flush)
    flushing = nextFlush
    return nextFlush
  }
  return {
    append: ({ change, bytes, sequence }) => {
      const id = idOf(sequence)
      const { stream, ...content } = change
      const line = { id, streamId: stream.id, bytes, ...content }
      lines.push(`${JSON.stringify(line)}\n`)
      openIds.push(id)
      return askFlush()
    },
    landed: (sequences) => {
      const landed = sequences.map(idOf)
      for (const segment of segments) for (const id of landed) segment.open.delete(id)
      lines.push(`${JSON.stringify({ landed })}\n`)
      // A disk that is full is told of by the next request that needs it.
      askFlush().catch(() => undefined)
    },
    [Symbol.asyncDispose]: async () => {
      await flushing.catch(() => undefined)
      for (const segment of segments) {
        await segment.handle.close()
        if (segment.open.size === 0) await rm(segment.path, { force: true })
      }
    },
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
