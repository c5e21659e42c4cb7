import type { Source } from '../core/source.ts'
import type { SourceStore } from './store.ts'

/**
 * All sources in memory, because every request asks for one by its write key. Refreshed by whoever changes them.
 */
export interface SourceDirectory {
  /** The enabled source a write key belongs to. */
  byWriteKey(writeKey: string): Source | null
  list(): readonly Source[]
  refresh(): Promise<void>
}

export async function openSourceDirectory(
  sources: Pick<SourceStore, 'list'>,
): Promise<SourceDirectory> {
  let all: readonly Source[] = []
  let byKey = new Map<string, Source>()
  async function refresh(): Promise<void> {
    all = await sources.list()
    byKey = new Map(all.filter(({ enabled }) => enabled).map((source) => [source.writeKey, source]))
  }
  await refresh()
  return { byWriteKey: (writeKey) => byKey.get(writeKey) ?? null, list: () => all, refresh }
}
