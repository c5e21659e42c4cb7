import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { createAccess } from '../../src/admin/access/access.ts'
import { createAdminApi } from '../../src/admin/admin.ts'
import {
  eventOf,
  operatorToken,
  pageInstallBody,
  sourceOf,
} from '../../src/admin/admin-world.fixture.ts'
import type { BatchId, DeadLetterId, EventId, IntegrationId, Offset } from '../../src/core/ids.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/sqlite-journal.ts'
import { createLiveBoard } from '../../src/live/live-board.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { readEncryptionKey } from '../../src/store/encryption-key.ts'
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts'
import type { Settlement } from '../../src/store/store.ts'
import { createSilentTelemetry } from '../../src/telemetry/silent.ts'

const integrationsPath = '/v1/admin/integrations'
const installPath = '/v1/admin/integration-catalog/salesforce_cdp/install'

async function temporaryFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'signal-admin-'))
  onTestFinished(() => rm(dataDir, { recursive: true }))
  return dataDir
}

/** The admin API over real storage, asked through a real socket. */
async function openHub(dataDir: string) {
  const parts = new AsyncDisposableStack()
  const [clock, random, telemetry] = [systemClock, systemRandom, createSilentTelemetry()]
  const journal = parts.use(
    await openSqliteJournal({
      dataDir,
      clock,
      telemetry,
      journalBytesMax: 100_000_000,
      onFailed: () => undefined,
    }),
  )
  const encryptionKey = await readEncryptionKey({ dataDir, configured: null, random })
  const store = parts.use(await openSqliteStore({ dataDir, encryptionKey, clock, telemetry }))
  const access = createAccess({ store: store.access, clock, random })
  await access.admitToken('operator', operatorToken)
  const actions = {
    async *check() {},
    integrationChanged: () => undefined,
    integrationRemoved: () => undefined,
    sourcesChanged: () => undefined,
    replayRequested: () => undefined,
  }
  const admin = parts.use(
    createAdminApi({
      store,
      journal,
      board: createLiveBoard(),
      access,
      clock,
      random,
      telemetry,
      registry: new Registry(),
      version: '0.0.0',
      banner: null,
      collectUrl: () => 'http://localhost:8080',
      consoleDir: dataDir,
      actions,
    }),
  )
  await admin.listen(0, '127.0.0.1')
  async function call<Body>(method: string, path: string, body?: string): Promise<[number, Body]> {
    const answer = await fetch(`http://127.0.0.1:${admin.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    })
    const text = await answer.text()
    return [answer.status, (text === '' ? null : JSON.parse(text)) as Body] // parsed: a test names what it expects
  }
  async function take(eventId: string): Promise<Offset> {
    const json = JSON.stringify(eventOf({ eventId }))
    const entry = { eventId: eventId as EventId, receivedAtMs: clock.now(), json }
    const [result] = await journal.append([entry])
    if (result === undefined) throw new Error('nothing appended')
    return result.offset
  }
  return { store, journal, call, take, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

function settlementOf(integrationId: IntegrationId, accepted: Offset, dead: Offset): Settlement {
  const attempt = {
    atMs: 1,
    tookMs: 2,
    kind: 'accepted',
    problem: null,
    detail: null,
    answer: { status: 202, body: '{"accepted":true}' },
  }
  const batch = { object: 'custom_event', revision: 1, bodyBytes: 10, recordCount: 1, endedAtMs: 3 }
  return {
    integrationId,
    lanes: [{ object: 'custom_event', position: dead }],
    batches: [
      {
        ...batch,
        id: 'bat_a' as BatchId,
        state: 'accepted',
        offsets: [accepted],
        attempts: [attempt],
      },
    ],
    deadLetters: [
      {
        id: 'dl_a' as DeadLetterId,
        integrationId,
        object: 'custom_event',
        offset: dead,
        key: 'e-dead',
        userKey: 'user-1',
        recordJson: '{"event_id":"e-dead"}',
        problem: 'schema_mismatch',
        reasons: ['plan: expected number'],
        answer: { status: 400, body: '{}' },
        attemptCount: 1,
        diedAtMs: 3,
      },
    ],
    events: { accepted: 1, dead: 1, dropped: {} },
    settledAtMs: 3,
  }
}

test('an integration survives a restart, and its secret is in no file', async () => {
  const dataDir = await temporaryFolder()
  const secret = 'a-secret-that-must-not-be-found'
  const body = pageInstallBody.replace('xxxxxxxxxxxxxxxxxxxx', secret)
  {
    await using hub = await openHub(dataDir)
    const [status] = await hub.call('POST', installPath, body)
    expect(status).toBe(201)
  }
  for (const name of await readdir(dataDir)) {
    expect((await readFile(join(dataDir, name))).includes(secret)).toBe(false)
  }
  await using hub = await openHub(dataDir)
  const [, page] = await hub.call<{ data: { name: string }[] }>('GET', integrationsPath)
  expect(page).toMatchObject({
    data: [{ name: 'Salesforce CDP', config: { client_secret: '***' } }],
  })
  expect((await hub.store.integrations.list())[0]?.config['client_secret']).toBe(secret)
})

test('live events, ledger and dead letters tell what real storage holds', async () => {
  await using hub = await openHub(await temporaryFolder())
  await hub.store.sources.put(sourceOf('pip_site'))
  const [, { id }] = await hub.call<{ id: IntegrationId }>('POST', installPath, pageInstallBody)
  const [accepted, dead] = [await hub.take('e-accepted'), await hub.take('e-dead')]
  await hub.take('e-waiting')
  await hub.store.outcomes.settle(settlementOf(id, accepted, dead))

  const states = async (query: string) => {
    const path = `/v1/admin/live-events${query}`
    type Rows = { data: { event_id: string; deliveries: { state: string }[] }[] }
    const [, page] = await hub.call<Rows>('GET', path)
    return page.data.map((row) => `${row.event_id} ${row.deliveries[0]?.state}`)
  }
  expect(await states('')).toEqual(['e-waiting waiting', 'e-dead dead', 'e-accepted accepted'])
  expect(await states('?state=dead')).toEqual(['e-dead dead'])
  expect(await states('?message_id=e-accepted')).toEqual(['e-accepted accepted'])

  const [, ledger] = await hub.call('GET', '/v1/admin/ledger')
  expect(ledger).toMatchObject({
    integrations: [{ taken_in: 3, waiting: 1, accepted: 1, dropped: 0, dead: 1 }],
  })

  const [, letters] = await hub.call('GET', '/v1/admin/dead-letters?state=dead')
  expect(letters).toMatchObject({ data: [{ id: 'dl_a', event_id: 'e-dead' }] })
  const [status, replay] = await hub.call('POST', '/v1/admin/dead-letters/dl_a/replay')
  expect([status, replay]).toEqual([202, { replay_count: 1, has_more: false }])
  expect((await hub.store.deadLetters.get('dl_a' as DeadLetterId))?.state).toBe('replaying')
})

test('a sign-in link is used up by its first use, also when two come at once', async () => {
  await using hub = await openHub(await temporaryFolder())
  const access = createAccess({ store: hub.store.access, clock: systemClock, random: systemRandom })
  const link = await access.issueSignInLink()
  const tries = [1, 2].map(() => hub.call('POST', '/v1/admin/session', JSON.stringify({ link })))
  const statuses = (await Promise.all(tries)).map(([status]) => status)
  expect(new Set(statuses)).toEqual(new Set([201, 401]))
})
