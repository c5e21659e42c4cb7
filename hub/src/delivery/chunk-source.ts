import type { Offset } from '../core/ids.ts'
import type { Journal, StoredEntry } from '../journal/journal.ts'
import type { MappedEntry } from './mapper.ts'

/** A stretch of the journal as one integration sees it. */
export type Chunk = {
  readonly after: Offset
  /** Place of its last entry, or `after` when there is none. */
  readonly upTo: Offset
  readonly entries: readonly MappedEntry[]
}

/** Most entries read at a time; the mapper may return fewer, so that their records stay within its bound. */
export const chunkEntryCountMax = 500

/** Chunks kept; small ones of a quiet time have few bytes. */
const keptCountMax = 64

/** Bytes of records kept, so that the lanes of an integration map an entry once between them while they keep together. */
const keptBytesMax = 32 * 1024 * 1024

export interface ChunkSource {
  /** The entries after a place, mapped; at least one unless caught up. */
  chunkAfter(after: Offset): Promise<Chunk>
  /** Whether nothing newer is durable right now. To be asked in the same turn as it is acted on. */
  isCaughtUp(upTo: Offset): boolean
}

type KeptChunk = { readonly chunk: Chunk; readonly bytes: number }

export function createChunkSource({
  journal,
  map,
}: {
  readonly journal: Pick<Journal, 'read' | 'head'>
  readonly map: (entries: readonly StoredEntry[]) => Promise<readonly MappedEntry[]>
}): ChunkSource {
  const kept: KeptChunk[] = []
  let keptBytes = 0
  const underWay = new Map<Offset, Promise<Chunk>>()

  async function load(after: Offset): Promise<Chunk> {
    const slice = await journal.read({ after, entryCountMax: chunkEntryCountMax })
    const entries = await map(slice.entries)
    const chunk: Chunk = { after, upTo: entries.at(-1)?.offset ?? after, entries }
    if (entries.length > 0) keep(chunk)
    return chunk
  }

  function keep(chunk: Chunk): void {
    const bytes = chunk.entries.reduce((sum, { recordBytes }) => sum + recordBytes, 0)
    kept.push({ chunk, bytes })
    keptBytes += bytes
    while (kept.length > keptCountMax || (keptBytes > keptBytesMax && kept.length > 1)) {
      keptBytes -= kept.shift()?.bytes ?? 0
    }
  }

  return {
    async chunkAfter(after) {
      const known = kept.find(({ chunk }) => chunk.after <= after && after < chunk.upTo)
      if (known !== undefined) return partOf(known.chunk, after)
      if (after >= journal.head()) return { after, upTo: after, entries: [] }
      const loading = underWay.get(after) ?? load(after).finally(() => underWay.delete(after))
      underWay.set(after, loading)
      return await loading
    },
    isCaughtUp: (upTo) => upTo >= journal.head(),
  }
}

function partOf(chunk: Chunk, after: Offset): Chunk {
  const isWhole = chunk.after === after
  const entries = isWhole ? chunk.entries : chunk.entries.filter(({ offset }) => offset > after)
  return { after, upTo: chunk.upTo, entries }
}
