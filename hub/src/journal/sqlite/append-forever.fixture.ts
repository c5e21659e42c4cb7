import type { EventId } from '../../core/ids.ts'
import { systemClock } from '../../platform/clock.ts'
import { createSilentTelemetry } from '../../telemetry/silent.ts'
import { openSqliteJournal } from './sqlite-journal.ts'

/** Appends until it is killed, several at once, and prints each acknowledgement as `offset eventId .`. */
const [dataDir = '', prefix = ''] = process.argv.slice(2)
const callerCount = 8

const journal = await openSqliteJournal({
  dataDir,
  clock: systemClock,
  telemetry: createSilentTelemetry(),
  journalBytesMax: 1_000_000_000,
  freeBytesMin: 0,
})

async function appendForever(caller: number): Promise<never> {
  for (let count = 0; ; count += 1) {
    const eventId = `${prefix}-${caller}-${count}` as EventId
    const receivedAtMs = Date.UTC(2026, 0, 15, 12)
    const [result] = await journal.append([
      { eventId, receivedAtMs, json: `{"eventId":"${eventId}"}` },
    ])
    process.stdout.write(`${result?.offset} ${eventId} .\n`)
  }
}

await Promise.all(Array.from({ length: callerCount }, (_, caller) => appendForever(caller)))
