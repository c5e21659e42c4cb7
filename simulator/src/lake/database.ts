/**
 * Real Postgres in process, in a thread of its own. Statements run one after another in the order
 * in which they were asked for. With a folder the data outlive the process, without one they do not.
 */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { createdFileOf } from './lake-folder.ts'

export type DatabaseRequest =
  | { readonly kind: 'script'; readonly id: number; readonly sql: string }
  | {
      readonly kind: 'write'
      readonly id: number
      readonly sql: string
      readonly parameters: readonly string[]
    }
  | { readonly kind: 'read'; readonly id: number; readonly sql: string }
  | { readonly kind: 'close'; readonly id: number }

export type DatabaseReply =
  | { readonly kind: 'open' }
  | ({ readonly kind: 'rows'; readonly id: number } & QueryResult)
  | {
      readonly kind: 'failed'
      readonly id: number
      readonly message: string
      readonly sqlState: string
    }

export type QueryResult = {
  /** Empty but for a read. */
  readonly fields: readonly { readonly name: string; readonly typeId: number }[]
  readonly rows: readonly (readonly unknown[])[]
}

/** What Postgres said against a statement; `sqlState` is its five-character code. */
export class SqlError extends Error {
  readonly sqlState: string
  constructor(message: string, sqlState: string) {
    super(message)
    this.name = 'SqlError'
    this.sqlState = sqlState
  }
}

export type Database = AsyncDisposable & {
  /** Several statements, without parameters or result. */
  script(sql: string): Promise<void>
  /** One statement that may change rows. */
  write(sql: string, parameters: readonly string[]): Promise<QueryResult>
  /** One statement of somebody else, in a read-only transaction and as a role that may only read. */
  read(sql: string): Promise<QueryResult>
}

/**
 * Starts the thread and waits until Postgres answers. An abort meanwhile ends a database in memory at
 * once, and one whose folder is only being made, which the next start discards; one that holds rows is
 * opened first, so that it can be closed in order.
 * @throws Error when Postgres cannot start, for instance on a folder that cannot be written
 */
export async function openDatabase(dataDir: string, signal: AbortSignal): Promise<Database> {
  const worker = new Worker(new URL('database-thread.ts', import.meta.url), { workerData: dataDir })
  const waiting = new Map<number, PromiseWithResolvers<QueryResult>>()
  const opening = Promise.withResolvers<void>()
  let lastId = 0
  const failAll = (cause: Error) => {
    opening.reject(cause)
    for (const entry of waiting.values()) entry.reject(cause)
    waiting.clear()
  }
  worker.on('error', failAll)
  worker.on('exit', () => failAll(new Error('the database thread has ended')))
  worker.on('message', (reply: DatabaseReply) => {
    if (reply.kind === 'open') return opening.resolve()
    const entry = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (reply.kind === 'rows') entry?.resolve({ fields: reply.fields, rows: reply.rows })
    else entry?.reject(new SqlError(reply.message, reply.sqlState))
  })
  const abandon = () => {
    if (dataDir === '' || !existsSync(createdFileOf(dataDir))) void worker.terminate()
  }
  signal.addEventListener('abort', abandon)
  await opening.promise
  signal.removeEventListener('abort', abandon)

  const ask = (requestOf: (id: number) => DatabaseRequest): Promise<QueryResult> => {
    lastId += 1
    const entry = Promise.withResolvers<QueryResult>()
    waiting.set(lastId, entry)
    worker.postMessage(requestOf(lastId))
    return entry.promise
  }
  return {
    script: async (sql) => {
      await ask((id) => ({ kind: 'script', id, sql }))
    },
    write: (sql, parameters) => ask((id) => ({ kind: 'write', id, sql, parameters })),
    read: (sql) => ask((id) => ({ kind: 'read', id, sql })),
    [Symbol.asyncDispose]: async () => {
      if (dataDir !== '') await ask((id) => ({ kind: 'close', id }))
      await worker.terminate()
    },
  }
}
