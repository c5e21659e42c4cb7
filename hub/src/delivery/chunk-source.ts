import type { Offset } from '../core/ids.ts'
import type { Journal } from '../journal/journal.ts'
import type { MappedEntry } from './mapper.ts'

/** A stretch of the journal as one integration sees it. */
export type Chunk = {
  readonly after: Offset
  /** Place of its last entry, or `after` when there is none. */
  readonly upTo: Offset
  readonly entries: readonly MappedEntry[]
}

/** Most entries read and mapped at a time. */
export const chunkEntryCountMax = 500

/** Chunks kept, so that the lanes of an integration map an entry once between them while they keep together. */
const chunkCountMax = 16

export interface ChunkSource {
  /** The entries after a place, mapped; at least one unless caught up. */
  chunkAfter(after: Offset): Promise<Chunk>
  /** Whether nothing newer is durable right now. To be asked in the same turn as it is acted on. */
  isCaughtUp(upTo: Offset): boolean
}

export function createChunkSource({
  journal,
  map,
  onMapped,
}: {
  readonly journal: Pick<Journal, 'read' | 'head'>
  readonly map: (
    entries: Awaited<ReturnType<Journal['read']>>['entries'],
  ) => Promise<readonly MappedEntry[]>
  /** Sees every entry before any lane does. */
  readonly onMapped: (entries: readonly MappedEntry[]) => void
}): ChunkSource {
  const kept: Chunk[] = []
  const underWay = new Map<Offset, Promise<Chunk>>()

  async function load(after: Offset): Promise<Chunk> {
    const slice = await journal.read({ after, entryCountMax: chunkEntryCountMax })
    const entries = await map(slice.entries)
    onMapped(entries)
    const upTo = entries.at(-1)?.offset ?? after
    const chunk: Chunk = { after, upTo, entries }
    if (entries.length > 0) kept.push(chunk)
    if (kept.length > chunkCountMax) kept.shift()
    return chunk
  }

  return {
    async chunkAfter(after) {
      const known = kept.find((chunk) => chunk.after <= after && after < chunk.upTo)
      if (known !== undefined) return partOf(known, after)
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
