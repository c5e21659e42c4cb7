import assert from 'node:assert/strict'
import { SignalError } from '../../core/errors.ts'
import type { Clock } from '../../platform/clock.ts'
import { makeFolder } from '../../platform/make-folder.ts'
import { type WorkerCalls, openWorkerCalls } from '../../platform/worker-call.ts'
import type { Telemetry } from '../../telemetry/events.ts'
import type { EncryptionKey } from '../encryption-key.ts'
import { createSecretBox } from '../secret-box.ts'
import type { Settlement, Store } from '../store.ts'
import type { SealedDocument } from './documents.ts'
import { batchOf, deadLetterOf, totalsOf } from './records.ts'
import { openIntegration, openSource, sealIntegration, sealSource } from './sealed-document.ts'
import type { StoreMethods } from './store-database.ts'

const entry = new URL('./store-worker.ts', import.meta.url)

export type SqliteStoreOptions = {
  readonly dataDir: string
  /** Seals secrets; it stays on this side, the thread that holds the file never sees one in clear. */
  readonly encryptionKey: EncryptionKey
  readonly clock: Clock
  readonly telemetry: Pick<Telemetry, 'storageFailed'>
}

/**
 * Opens the store in a folder, in `store.db`, in a thread of its own, bringing an older file up to date.
 * @throws SignalError `store.unavailable`; `config.data_dir_unusable` when the folder cannot be made
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { dataDir, encryptionKey, clock, telemetry } = options
  await makeFolder(dataDir)
  const box = createSecretBox(encryptionKey)
  const worker: WorkerCalls<StoreMethods> = await openWorkerCalls<StoreMethods>({
    entry,
    data: dataDir,
  }).catch((cause: unknown) => {
    throw unavailable(`cannot open the store in ${dataDir}`, cause)
  })

  async function call<Name extends keyof StoreMethods>(
    method: Name,
    argument: Parameters<StoreMethods[Name]>[0],
  ): Promise<Awaited<ReturnType<StoreMethods[Name]>>> {
    try {
      return await worker.call(method, argument)
    } catch (cause) {
      telemetry.storageFailed({ part: 'store', cause })
      throw unavailable('the store failed', cause)
    }
  }

  /** A secret that does not open keeps its own code; anything else that cannot be read is damage. */
  function opened<Value>(open: () => Value): Value {
    try {
      return open()
    } catch (cause) {
      telemetry.storageFailed({ part: 'store', cause })
      throw unavailable('the store holds what it cannot read', cause)
    }
  }
  const sourceOf = (sealed: SealedDocument) => opened(() => openSource(box, sealed))
  const integrationOf = (sealed: SealedDocument) => opened(() => openIntegration(box, sealed))

  return {
    sources: {
      list: async () => (await call('listSources', undefined)).map(sourceOf),
      async get(id) {
        const sealed = await call('getSource', id)
        return sealed === null ? null : sourceOf(sealed)
      },
      put: (source) => call('putSource', sealSource(box, source)),
      delete: (id) => call('deleteSource', id),
    },
    integrations: {
      list: async () => (await call('listIntegrations', undefined)).map(integrationOf),
      async get(id) {
        const sealed = await call('getIntegration', id)
        return sealed === null ? null : integrationOf(sealed)
      },
      put: (integration, secretKeys) =>
        call('putIntegration', sealIntegration(box, integration, secretKeys)),
      delete: (id) => call('deleteIntegration', { id, nowMs: clock.now() }),
    },
    outcomes: {
      async settle(settlement) {
        mustBeRecognisable(settlement)
        await call('settle', settlement)
      },
      settleReplay: (settlement) => call('settleReplay', settlement),
      lanePositions: (integrationId) => call('lanePositions', integrationId),
      totals: async (integrationId) => totalsOf(await call('totals', integrationId)),
      async batchesBetween(integrationId, from, to) {
        const rows = await call('batchesAround', { integrationId, from, to })
        const batches = opened(() => rows.map(batchOf))
        return batches.filter(({ offsets }) =>
          offsets.some((offset) => offset >= from && offset <= to),
        )
      },
      prune: (endedBeforeMs) => call('pruneBatches', endedBeforeMs),
    },
    deadLetters: {
      async list(query) {
        const rows = await call('listDeadLetters', query)
        return opened(() => rows.map(deadLetterOf))
      },
      async get(id) {
        const row = await call('getDeadLetter', id)
        return row === null ? null : opened(() => deadLetterOf(row))
      },
      requestReplay: (ids) => call('requestReplay', ids),
      async replaying(lane, countMax) {
        const rows = await call('replaying', { lane, countMax })
        return opened(() => rows.map(deadLetterOf))
      },
    },
    access: {
      put: (token) => call('putToken', { token, nowMs: clock.now() }),
      findBySha256: (sha256) => call('findToken', { sha256, nowMs: clock.now() }),
      consume: (sha256) => call('consumeToken', { sha256, nowMs: clock.now() }),
      list: () => call('listTokens', { nowMs: clock.now() }),
      delete: (id) => call('deleteToken', id),
    },
    [Symbol.asyncDispose]: () => worker[Symbol.asyncDispose](),
  }
}

/** Counts that come with nothing to know them by would be counted again when repeated. */
function mustBeRecognisable({ lanes, batches, deadLetters }: Settlement): void {
  // Our own mistake: the process may stop, because the journal gives the work again.
  assert(
    lanes.length + batches.length + deadLetters.length > 0,
    'a settlement names a lane, a batch or a dead letter',
  )
}

function unavailable(what: string, cause: unknown): SignalError {
  if (cause instanceof SignalError) return cause
  const why = cause instanceof Error ? cause.message : String(cause)
  return new SignalError('store.unavailable', `${what}: ${why}`, { cause })
}
