import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openPracticeOrg } from '../../simulator/src/practice-org.ts'
import { systemClock } from '../../simulator/src/platform/clock.ts'
import { systemRandom } from '../../simulator/src/platform/random.ts'
import { createReplyCheck } from '../../simulator/src/testing/reply-check.ts'
import { createAdminClient } from './admin-client.ts'
import { openDataCloudReader } from './data-cloud-client.ts'
import { startSignal, type SignalProcess } from './signal-process.ts'

const endings = ['SIGTERM', 'SIGKILL'] as const
const batchEventCount = 100
const batchesBeforeEnd = 30
const batchesAtMost = 200

test.for(endings)(
  'a hub that is ended by %s in the middle loses nothing it acknowledged',
  async (ending) => {
    const replyCheck = createReplyCheck()
    await using practiceOrg = await openPracticeOrg({
      port: 0,
      clock: systemClock,
      random: systemRandom,
      onReply: replyCheck.onReply,
    })
    const dataDir = await mkdtemp(join(tmpdir(), 'signal-restart-'))
    const acknowledged: string[] = []
    const start = () => startSignal({ dataDir, practiceOrgUrl: practiceOrg.url })

    const first = await start()
    await createAdminClient(first).install()
    const sending = sendUntilRefused(first, acknowledged)
    await expect
      .poll(() => acknowledged.length, { timeout: 60_000, interval: 5 })
      .toBeGreaterThan(batchesBeforeEnd * batchEventCount)
    await first.end(ending)
    await sending

    await using second = await start()
    const admin = createAdminClient(second)
    await expect
      .poll(async () => (await admin.ledger())[0]?.waiting, { timeout: 60_000, interval: 100 })
      .toBe(0)
    const [ledger] = await admin.ledger()
    expect(ledger?.taken_in).toBeGreaterThanOrEqual(acknowledged.length)
    expect(ledger).toMatchObject({ accepted: ledger?.taken_in, dead: 0, dropped: 0 })

    const reader = await openDataCloudReader(practiceOrg.url)
    await reader.land()
    const rows = await reader.query('select event_id__c as id from custom_event__dll')
    const landed = rows.map((row) => String(row['id']))
    expect(new Set(landed).size).toBe(landed.length)
    const missing = acknowledged.filter((id) => !new Set(landed).has(id))
    expect(missing).toEqual([])
    replyCheck.expectKnown()
    await rm(dataDir, { recursive: true, force: true })
  },
)

/** Sends batches one after the other until the hub is gone, noting what it acknowledged. */
async function sendUntilRefused(signal: SignalProcess, acknowledged: string[]): Promise<void> {
  for (let batchIndex = 0; batchIndex < batchesAtMost; batchIndex += 1) {
    const ids = Array.from({ length: batchEventCount }, (_, index) => `ev-${batchIndex}-${index}`)
    const batch = ids.map((messageId) => ({ type: 'track', userId: 'u', event: 'Tick', messageId }))
    try {
      const response = await fetch(`${signal.collectUrl}/v1/batch`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Write-Key': signal.writeKey },
        body: JSON.stringify({ batch }),
      })
      if (response.status !== 200) return
    } catch {
      return // The hub is gone: this batch was not acknowledged.
    }
    acknowledged.push(...ids)
  }
}
