import type { IntegrationId, Offset } from '../../core/ids.ts'

/** Events whose standing has changed since it was last shown, by integration; the newest so many, no more. */
export class DirtyOffsets {
  readonly #offsetCountMax: number
  readonly #byIntegration = new Map<IntegrationId, Set<Offset>>()

  constructor(offsetCountMax: number) {
    this.#offsetCountMax = offsetCountMax
  }

  isEmpty(): boolean {
    return this.#byIntegration.size === 0
  }

  clear(): void {
    this.#byIntegration.clear()
  }

  /** Adds places; gives how many, the oldest, had to give way. */
  add(integrationId: IntegrationId, offsets: readonly Offset[]): number {
    if (offsets.length === 0) return 0
    const all = new Set([...(this.#byIntegration.get(integrationId) ?? []), ...offsets])
    const kept = [...all].sort((one, other) => one - other).slice(-this.#offsetCountMax)
    this.#byIntegration.set(integrationId, new Set(kept))
    return all.size - kept.length
  }

  /** Takes everything out, without what lies after a place: that has not been shown at all yet, and will be as it then is. */
  takeUpTo(offset: Offset): (readonly [IntegrationId, Offset[]])[] {
    const taken = [...this.#byIntegration].map(
      ([id, offsets]) => [id, [...offsets].filter((one) => one <= offset)] as const,
    )
    this.#byIntegration.clear()
    return taken.filter(([, offsets]) => offsets.length > 0)
  }
}

/** Places nearer than this are read in one go, the few between them with them. */
const gapOffsetsMax = 50

/** Joins places into stretches worth one read each, ascending. */
export function runsOf(offsets: readonly Offset[]): { from: Offset; to: Offset }[] {
  const runs: { from: Offset; to: Offset }[] = []
  for (const offset of [...new Set(offsets)].sort((one, other) => one - other)) {
    const last = runs.at(-1)
    if (last !== undefined && offset - last.to <= gapOffsetsMax) last.to = offset
    else runs.push({ from: offset, to: offset })
  }
  return runs
}
