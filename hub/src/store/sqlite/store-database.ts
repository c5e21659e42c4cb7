import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely } from 'kysely'
import { createAccessMethods } from './access.ts'
import { createBatchMethods } from './batches.ts'
import { createDeadLetterMethods } from './dead-letters.ts'
import { createDocumentMethods } from './documents.ts'
import { createDialect } from './engine.ts'
import { migrate } from './migrations.ts'
import { createOutcomeMethods } from './outcomes.ts'
import type { Tables } from './tables.ts'

/** Longest wait for another process that has the file open, such as a copy being made. */
const busyTimeoutMs = 5_000

export type StoreMethods = ReturnType<typeof openStoreDatabase>['methods']

/** The store's one connection, in its own thread. Every commit is flushed before it returns. */
export function openStoreDatabase(dataDir: string) {
  const file = new DatabaseSync(join(dataDir, 'store.db'), { timeout: busyTimeoutMs })
  try {
    file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    migrate(file)
  } catch (cause) {
    file.close()
    throw cause
  }
  const database = new Kysely<Tables>({ dialect: createDialect(file) })
  return {
    methods: {
      ...createDocumentMethods(database),
      ...createOutcomeMethods(database),
      ...createBatchMethods(database),
      ...createDeadLetterMethods(database),
      ...createAccessMethods(database),
    },
    async close() {
      await database.destroy()
      if (file.isOpen) file.close() // Kysely closes it only once it has been asked something
    },
  }
}
