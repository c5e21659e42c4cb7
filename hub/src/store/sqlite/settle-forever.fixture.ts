import type { BatchId, IntegrationId } from '../../core/ids.ts'
import { offsetOf } from '../../core/ids.ts'
import { Secret } from '../../core/secret.ts'
import { systemClock } from '../../platform/clock.ts'
import { createSilentTelemetry } from '../../telemetry/silent.ts'
import { readEncryptionKey } from '../encryption-key.ts'
import { openSqliteStore } from './sqlite-store.ts'

/** Settles one event after another until it is killed, and prints each acknowledgement as `count .`. */
const [dataDir = ''] = process.argv.slice(2)
const integrationId = 'int_one' as IntegrationId

const store = await openSqliteStore({
  dataDir,
  encryptionKey: await readEncryptionKey({ configured: new Secret('a'.repeat(64)), dataDir }),
  clock: systemClock,
  telemetry: createSilentTelemetry(),
})

const [lane] = await store.outcomes.lanePositions(integrationId)
for (let offset = (lane?.position ?? 0) + 1; ; offset += 1) {
  await store.outcomes.settle({
    integrationId,
    lanes: [{ object: 'page_view', position: offsetOf(offset) }],
    batches: [
      {
        id: `bat_${offset}` as BatchId,
        object: 'page_view',
        state: 'accepted',
        revision: 1,
        bodyBytes: 1,
        recordCount: 1,
        offsets: [offsetOf(offset)],
        attempts: [],
        endedAtMs: 1,
      },
    ],
    deadLetters: [],
    events: { accepted: 1, dead: 0, dropped: {} },
    settledAtMs: 1,
  })
  process.stdout.write(`${offset} .\n`)
}
