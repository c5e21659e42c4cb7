/**
 * Real Postgres in process, in a thread of its own. Statements run one after another in the order in which they were
 * asked for. Its files lie in a folder in any case, a temporary one if need be: Postgres in WebAssembly cannot be
 * interrupted, so a statement is cancelled by ending the thread and opening the folder again, which loses nothing that
 * was written.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type {
  DatabaseReply,
  DatabaseRequest,
  QueryResult,
  ReadOptions,
} from './database-request.ts'
import { createdFileOf } from './lake-folder.ts'
import { makeTemporaryFolder } from './temporary-folder.ts'

export type { QueryResult, ReadOptions } from './database-request.ts'

/** What Postgres said against a statement; `sqlState` is its five-character code. */
export class SqlError extends Error {
  readonly sqlState: string
  constructor(message: string, sqlState: string) {
    super(message)
    this.name = 'SqlError'
    this.sqlState = sqlState
  }
}

/** The code of a statement that was cancelled, and of one that broke Postgres. */
export const canceledState = '57014'
const brokenState = 'XX000'

export type Database = AsyncDisposable & {
  /** Several statements, without parameters or result. */
  script(sql: string): Promise<void>
  /** One statement that may change rows. */
  write(sql: string, parameters: readonly string[]): Promise<QueryResult>
  /**
   * One statement of somebody else, in a read-only transaction and as a role that may only read.
   * @param signal cancels it, whether it runs or waits @throws SqlError, with `canceledState` once the signal is aborted
   */
  read(sql: string, options?: ReadOptions, signal?: AbortSignal): Promise<QueryResult>
}

type Job = {
  readonly request: DatabaseRequest
  readonly settled: PromiseWithResolvers<QueryResult>
}

/**
 * Starts the thread and waits until Postgres answers. An abort meanwhile ends a database in a temporary folder at once,
 * and one whose folder is only being made, which the next start discards; one that holds rows is opened first, so that
 * it can be closed in order.
 * @param dataDir empty for a temporary folder, which is removed with the database
 * @throws Error when Postgres cannot start, for instance on a folder that cannot be written
 */
export async function openDatabase(dataDir: string, signal: AbortSignal): Promise<Database> {
  const folder = dataDir === '' ? await makeTemporaryFolder() : dataDir
  const removeTemporary = async () => {
    if (dataDir === '') await rm(folder, { recursive: true, force: true })
  }
  const waiting: Job[] = []
  let running: Job | undefined
  let worker: Worker | undefined
  let failure: Error | undefined
  /** The last restart, which ends when the new thread answers or has failed. */
  let restarted: Promise<void> = Promise.resolve()

  const pump = () => {
    if (running !== undefined || worker === undefined) return
    running = waiting.shift()
    if (running !== undefined) worker.postMessage(running.request)
  }
  const failAll = (cause: Error) => {
    failure = cause
    for (const job of [running, ...waiting.splice(0)]) job?.settled.reject(cause)
    running = undefined
  }
  const onReply = (reply: DatabaseReply) => {
    const job = running
    running = undefined
    if (reply.kind === 'rows') job?.settled.resolve({ fields: reply.fields, rows: reply.rows })
    if (reply.kind === 'failed') {
      job?.settled.reject(new SqlError(reply.message, reply.sqlState || brokenState))
      if (reply.sqlState === '') return restart()
    }
    pump()
  }
  /** Ends the thread in the middle of a statement and opens the folder with a new one; whoever waits goes on waiting. */
  const restart = () => {
    const ended = worker
    worker = undefined
    ended?.removeAllListeners()
    ended?.on('error', () => undefined)
    restarted = Promise.resolve(ended?.terminate())
      .then(start)
      .catch((cause: unknown) => failAll(asError(cause)))
  }
  const start = async () => {
    const opening = Promise.withResolvers<void>()
    const next = new Worker(new URL('database-thread.ts', import.meta.url), { workerData: folder })
    const abandon = () => {
      if (dataDir === '' || !existsSync(createdFileOf(folder))) void next.terminate()
    }
    signal.addEventListener('abort', abandon)
    if (signal.aborted) abandon()
    const onEnd = (cause: Error) => {
      opening.reject(cause)
      if (worker !== next) return
      running?.settled.reject(new SqlError(cause.message, brokenState))
      running = undefined
      restart()
    }
    next.on('error', onEnd)
    next.on('exit', () => onEnd(new Error('the database thread has ended')))
    next.on('message', (reply: DatabaseReply) => {
      if (reply.kind === 'open') opening.resolve()
      else if (worker === next) onReply(reply)
    })
    await opening.promise.finally(() => signal.removeEventListener('abort', abandon))
    worker = next
    pump()
  }
  const ask = (request: DatabaseRequest): Job => {
    const job = { request, settled: Promise.withResolvers<QueryResult>() }
    if (failure === undefined) waiting.push(job)
    else job.settled.reject(failure)
    pump()
    return job
  }
  const cancel = (job: Job) => {
    const place = waiting.indexOf(job)
    if (place === -1 && running !== job) return
    job.settled.reject(new SqlError('canceling statement due to user request', canceledState))
    if (place !== -1) waiting.splice(place, 1)
    else {
      running = undefined
      restart()
    }
  }

  try {
    await start()
  } catch (cause) {
    await removeTemporary()
    throw cause
  }
  return {
    script: async (sql) => {
      await ask({ kind: 'script', sql }).settled.promise
    },
    write: (sql, parameters) => ask({ kind: 'write', sql, parameters }).settled.promise,
    read: async (sql, options = {}, canceled) => {
      if (canceled?.aborted === true) throw new SqlError('canceling statement', canceledState)
      const job = ask({ ...options, kind: 'read', sql, parameters: options.parameters ?? [] })
      const onAbort = () => cancel(job)
      canceled?.addEventListener('abort', onAbort)
      return await job.settled.promise.finally(() =>
        canceled?.removeEventListener('abort', onAbort),
      )
    },
    [Symbol.asyncDispose]: async () => {
      if (dataDir !== '' && failure === undefined) await ask({ kind: 'close' }).settled.promise
      // A thread that is only starting would go on writing to a folder that is gone.
      await restarted
      const ended = worker
      worker = undefined
      failAll(new Error('the database is closed'))
      await ended?.terminate()
      await removeTemporary()
    },
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}
