/**
 * The thread that runs Postgres (PGlite), so that a large write never holds up the HTTP side.
 * It is given one request after another; every request is one statement or one script.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, types, type Transaction } from '@electric-sql/pglite'
import type { DatabaseReply, DatabaseRequest, ReadRequest } from './database-request.ts'
import { createdFileOf, postgresDirOf } from './lake-folder.ts'
import { bytesOfRow, resultTooLarge } from './result-limits.ts'
import { decimalTextOf, integerOf, utcTextOf } from './result-values.ts'

const port = parentPort
if (port === null) throw new Error('the database thread runs only as a worker')

const dataDir = typeof workerData === 'string' ? workerData : ''
const postgresDir = postgresDirOf(dataDir)
const createdFile = createdFileOf(dataDir)
// A folder whose first opening was cut short cannot be opened again, and holds nothing yet.
if (!existsSync(createdFile)) {
  rmSync(postgresDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
}
const asText = (text: string) => text
const asGiven = (value: unknown) => String(value)
const database = await PGlite.create({
  dataDir: postgresDir,
  parsers: {
    [types.TIMESTAMPTZ]: utcTextOf,
    [types.TIMESTAMP]: utcTextOf,
    [types.DATE]: asText,
    [types.INT8]: integerOf,
    [types.BYTEA]: asText,
  },
  // Postgres judges a value: the library's own checks fail without a code, as if Postgres had broken down.
  serializers: {
    [types.BOOL]: asGiven,
    [types.BYTEA]: asGiven,
    [types.DATE]: asGiven,
    [types.TIMESTAMP]: asGiven,
    [types.TIMESTAMPTZ]: asGiven,
  },
})
await database.exec("set timezone = 'UTC'")
writeFileSync(createdFile, '')
port.postMessage({ kind: 'open' } satisfies DatabaseReply)

/** What a statement may spill to files: an endless recursion or series ends there, within seconds (measured). */
const spillMax = '64MB'
/** Rows fetched at a time, after which the limits of a result are looked at. */
const fetchRowCount = 200

port.on('message', (request: DatabaseRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply),
    (cause: unknown) =>
      port.postMessage({
        kind: 'failed',
        message: cause instanceof Error ? cause.message : String(cause),
        sqlState: sqlStateOf(cause),
      } satisfies DatabaseReply),
  )
})

async function answer(request: DatabaseRequest): Promise<DatabaseReply> {
  switch (request.kind) {
    case 'script':
      await database.exec(request.sql)
      return { kind: 'rows', fields: [], rows: [] }
    case 'write': {
      const result = await database.query<unknown[]>(request.sql, [...request.parameters], {
        rowMode: 'array',
      })
      return { kind: 'rows', fields: [], rows: result.rows }
    }
    case 'read':
      return await database.transaction((transaction) => read(transaction, request))
    case 'close':
      await database.close()
      return { kind: 'rows', fields: [], rows: [] }
  }
}

/** A cursor, so that a result is never held whole before it is known to be small enough. */
async function read(transaction: Transaction, request: ReadRequest): Promise<DatabaseReply> {
  const { sql, parameters, rowsMax, timezone } = request
  await transaction.exec(
    `set transaction read only; set local temp_file_limit = '${spillMax}'; set local cursor_tuple_fraction = 1`,
  )
  if (timezone !== undefined) {
    await transaction.query(`select set_config('timezone', $1, true)`, [timezone])
  }
  await transaction.exec('set local role practice_reader')
  await transaction.query(`declare answer no scroll cursor without hold for ${sql}`, [
    ...parameters,
  ])
  const rows: unknown[][] = []
  let fields: readonly { readonly name: string; readonly typeId: number }[] = []
  let byteCount = 0
  for (let isDone = false; !isDone;) {
    const count = Math.min(fetchRowCount, (rowsMax ?? Number.POSITIVE_INFINITY) - rows.length)
    const part = await transaction.query<unknown[]>(`fetch forward ${count} from answer`, [], {
      rowMode: 'array',
      parsers: { [types.NUMERIC]: decimalTextOf },
    })
    fields = part.fields.map((field) => ({ name: field.name, typeId: field.dataTypeID }))
    rows.push(...part.rows)
    for (const row of part.rows) byteCount += bytesOfRow(row)
    if (resultTooLarge(rows.length, byteCount, request.limits)) throw tooLarge(request.limits)
    isDone = part.rows.length < count || rows.length === rowsMax
  }
  // Nothing that a statement may have set outlives it.
  await transaction.rollback()
  return { kind: 'rows', fields, rows }
}

/** As Postgres would say it, with the code of a limit that was exceeded. */
function tooLarge(limits: ReadRequest['limits']): Error {
  const message = `the result is larger than ${limits?.rowsMax} rows or ${limits?.bytesMax} bytes: add a LIMIT or select less`
  return Object.assign(new Error(message), { code: '54000' })
}

/** Empty for what Postgres did not say: then it has broken down. */
function sqlStateOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : ''
}
