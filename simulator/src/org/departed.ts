import type { EpochMs } from '../platform/clock.ts'

/** What was deleted. Its name stays locked for a while {SDK}, a lake object's for good {CAT,DS}. */
export type Departed = {
  readonly kind: 'connection' | 'stream' | 'lake-object'
  readonly name: string
  readonly atMs: EpochMs
}

/** Kept at most; older ones are forgotten, long after their names were free again. */
const departedCountMax = 1_000

export function withDeparted(
  departed: readonly Departed[],
  gone: readonly Departed[],
): readonly Departed[] {
  return [...departed, ...gone].slice(-departedCountMax)
}

/** Whether a name was given up less than that long ago; case does not count. */
export function isNameLocked(
  departed: readonly Departed[],
  { kind, name }: Pick<Departed, 'kind' | 'name'>,
  { nowMs, lockMs }: { readonly nowMs: EpochMs; readonly lockMs: number },
): boolean {
  return departed.some(
    (gone) =>
      gone.kind === kind &&
      gone.name.toLowerCase() === name.toLowerCase() &&
      nowMs - gone.atMs < lockMs,
  )
}
