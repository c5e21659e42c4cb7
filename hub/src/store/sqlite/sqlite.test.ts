import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { IntegrationId } from '../../core/ids.ts'
import { offsetZero } from '../../core/ids.ts'
import { Secret } from '../../core/secret.ts'
import { VirtualClock } from '../../platform/virtual-clock.ts'
import { createSilentTelemetry } from '../../telemetry/silent.ts'
import { readEncryptionKey } from '../encryption-key.ts'
import { describeStore } from '../store.contract.ts'
import { openSqliteStore } from './sqlite-store.ts'

describeStore('SQLite store', {
  open: (options) => openSqliteStore({ ...options, telemetry: createSilentTelemetry() }),
  settleForever: new URL('./settle-forever.fixture.ts', import.meta.url),
})

describe('SQLite store: its own ways to fail', () => {
  test('no secret stands in the files in clear', async () => {
    const { dataDir, store } = await openOwn()
    await store.integrations.put(integrationWith({ client_secret: 'needle-in-the-file' }), [
      'client_secret',
    ])
    await store.integrations.put(
      { ...integrationWith({ open: 'hay-in-the-file' }), id: 'int_b' as IntegrationId },
      [],
    )
    await store[Symbol.asyncDispose]()
    const file = await readFile(join(dataDir, 'store.db'), 'latin1')
    expect(file).toContain('hay-in-the-file')
    expect(file).not.toContain('needle-in-the-file')
  })

  test('a sealed secret moved to another integration does not open', async () => {
    const { dataDir, store } = await openOwn()
    await store.integrations.put(integrationWith({ client_secret: 'one' }), ['client_secret'])
    const other = { ...integrationWith({ client_secret: 'two' }), id: 'int_b' as IntegrationId }
    await store.integrations.put(other, ['client_secret'])
    const file = new DatabaseSync(join(dataDir, 'store.db'))
    file.exec(
      `UPDATE integration SET sealed_json = (SELECT sealed_json FROM integration WHERE id = 'int_a')`,
    )
    file.close()
    await expect(store.integrations.get(other.id)).rejects.toMatchObject({
      code: 'store.secret_unreadable',
    })
  })

  test('an engine that fails is told as unavailable', async () => {
    const { dataDir, store } = await openOwn()
    const file = new DatabaseSync(join(dataDir, 'store.db'))
    file.exec('DROP TABLE source')
    file.close()
    await expect(store.sources.list()).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  test('a damaged setting is told as unavailable, not handed on', async () => {
    const { dataDir, store } = await openOwn()
    await store.integrations.put(integrationWith({}), [])
    const file = new DatabaseSync(join(dataDir, 'store.db'))
    file.exec(`UPDATE integration SET document_json = '{"id":"int_a"}'`)
    file.close()
    await expect(store.integrations.list()).rejects.toMatchObject({ code: 'store.unavailable' })
  })

  test('a file of a newer version, or that is no store, is refused', async () => {
    const newer = await newFolder()
    const file = new DatabaseSync(join(newer, 'store.db'))
    file.exec('PRAGMA user_version = 99')
    file.close()
    await expect(openOwn(newer)).rejects.toMatchObject({
      code: 'store.unavailable',
      message: expect.stringContaining('newer version'),
    })
    const other = await newFolder()
    await writeFile(
      join(other, 'store.db'),
      'not a database at all, but long enough to look at. '.repeat(99),
    )
    await expect(openOwn(other)).rejects.toMatchObject({ code: 'store.unavailable' })
  })
})

async function openOwn(folder?: string) {
  const dataDir = folder ?? (await newFolder())
  const store = await openSqliteStore({
    dataDir,
    encryptionKey: await readEncryptionKey({ configured: new Secret('a'.repeat(64)), dataDir }),
    clock: new VirtualClock(),
    telemetry: createSilentTelemetry(),
  })
  onTestFinished(() => store[Symbol.asyncDispose]())
  return { dataDir, store }
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'signal-store-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function integrationWith(config: Record<string, string>) {
  return {
    id: 'int_a' as IntegrationId,
    catalogKey: 'salesforce_cdp',
    name: 'Salesforce CDP',
    variant: 'default',
    deliveryMode: 'server_side' as const,
    config,
    objectNames: {},
    enabled: true,
    revision: 1,
    startsAfter: offsetZero,
    createdAt: '2026-01-15T12:00:00.000Z',
    updatedAt: '2026-01-15T12:00:00.000Z',
  }
}
