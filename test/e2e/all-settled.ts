import { vi } from 'vitest'
import type { AdminClient, LedgerRow } from './admin-client.ts'

const settleMsMax = 60_000
const lookEveryMs = 100

/**
 * Waits until the first integration has taken in so many events and none of them waits any more.
 * @throws Error naming the ledger as it stands, when that takes too long
 */
export async function allSettled(admin: AdminClient, takenInMin: number): Promise<LedgerRow> {
  return await vi.waitFor(
    async () => {
      const [row] = await admin.ledger()
      if (row === undefined || row.taken_in < takenInMin || row.waiting > 0) {
        throw new Error(`not all have ended: ${JSON.stringify(row)}`)
      }
      return row
    },
    { timeout: settleMsMax, interval: lookEveryMs },
  )
}
