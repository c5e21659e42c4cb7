import { statfs } from 'node:fs/promises'
import type { EpochMs } from '../../core/ids.ts'
import type { Clock } from '../../platform/clock.ts'

/** Journal size at which intake stops, as a multiple of the size that pruning keeps it to. */
const journalFullFactor = 1.25

/** Free space that intake leaves on the disk: on a full one even deleting fails. Source: facts, reliability A5, 0.3. */
const freeBytesKept = 1_073_741_824
/** On a small disk, this part of it instead. */
const freePartKept = 0.05

/** Shortest time between two looks at the disk. */
const lookMsMin = 1_000

/** Says whether there is room for more; looks at the disk beside the appends, never in their way. */
export interface Room {
  /** Null when there is room, else what is wrong and what to do. */
  refusal(keptBytes: number): string | null
  /** Resolves when no look is under way. */
  settled(): Promise<void>
}

export type RoomOptions = {
  readonly dataDir: string
  readonly clock: Clock
  readonly journalBytesMax: number
  /** Overrides the free space that is kept. */
  readonly freeBytesMin?: number
}

/** Takes its first look at the disk before it resolves. */
export async function createRoom(options: RoomOptions): Promise<Room> {
  const { clock, journalBytesMax } = options
  const journalFullBytes = journalBytesMax * journalFullFactor
  let lookedAtMs: EpochMs = clock.now()
  let diskRefusal = await lookAtDisk(options)
  let looking: Promise<void> | null = null

  async function look(): Promise<void> {
    try {
      diskRefusal = await lookAtDisk(options)
    } finally {
      looking = null
    }
  }

  return {
    refusal(keptBytes) {
      // A clock that was set back counts as time passed, or the disk would not be looked at for as long.
      if (looking === null && Math.abs(clock.now() - lookedAtMs) >= lookMsMin) {
        lookedAtMs = clock.now()
        looking = look()
      }
      if (keptBytes < journalFullBytes) return diskRefusal
      return `the journal holds ${keptBytes} bytes that are not delivered or not yet old, and may hold ${journalFullBytes}; mend what holds delivery up, or allow a larger journal`
    },
    settled: async () => {
      await looking
    },
  }
}

async function lookAtDisk({ dataDir, freeBytesMin }: RoomOptions): Promise<string | null> {
  try {
    const disk = await statfs(dataDir)
    const freeBytes = disk.bavail * disk.bsize
    const kept = freeBytesMin ?? Math.min(freeBytesKept, disk.blocks * disk.bsize * freePartKept)
    if (freeBytes >= kept) return null
    return `the disk has ${freeBytes} bytes left and ${Math.round(kept)} are kept free; make room on it`
  } catch (cause) {
    // A folder that cannot be looked at cannot be trusted with more either.
    return `cannot tell how much of the disk is free: ${String(cause)}`
  }
}
