/**
 * The thread that runs Postgres (PGlite), so that a large write never holds up the HTTP side.
 * It answers one request after another; every request is one statement or one script.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, types } from '@electric-sql/pglite'
import type { DatabaseReply, DatabaseRequest } from './database.ts'
import { createdFileOf, postgresDirOf } from './lake-folder.ts'

const port = parentPort
if (port === null) throw new Error('the database thread runs only as a worker')

const dataDir = typeof workerData === 'string' ? workerData : ''
const postgresDir = postgresDirOf(dataDir)
const createdFile = createdFileOf(dataDir)
// A folder whose first opening was cut short cannot be opened again, and holds nothing yet.
if (dataDir !== '' && !existsSync(createdFile)) {
  rmSync(postgresDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
}
const database = await PGlite.create({
  ...(dataDir === '' ? {} : { dataDir: postgresDir }),
  parsers: {
    [types.TIMESTAMPTZ]: utcTextOf,
    [types.TIMESTAMP]: utcTextOf,
    [types.DATE]: (text: string) => text,
    [types.INT8]: (text: string) => Number(text),
  },
})
await database.exec("set timezone = 'UTC'")
if (dataDir !== '') writeFileSync(createdFile, '')
port.postMessage({ kind: 'open' } satisfies DatabaseReply)

port.on('message', (request: DatabaseRequest) => {
  answer(request).then(
    (reply) => port.postMessage(reply),
    (cause: unknown) =>
      port.postMessage({
        kind: 'failed',
        id: request.id,
        message: cause instanceof Error ? cause.message : String(cause),
        sqlState: sqlStateOf(cause),
      } satisfies DatabaseReply),
  )
})

async function answer(request: DatabaseRequest): Promise<DatabaseReply> {
  switch (request.kind) {
    case 'script':
      await database.exec(request.sql)
      return { kind: 'rows', id: request.id, fields: [], rows: [] }
    case 'write': {
      const result = await database.query<unknown[]>(request.sql, [...request.parameters], {
        rowMode: 'array',
      })
      return { kind: 'rows', id: request.id, fields: [], rows: result.rows }
    }
    case 'read': {
      const result = await database.transaction(async (transaction) => {
        await transaction.exec('set transaction read only; set local role practice_reader')
        return await transaction.query<unknown[]>(request.sql, [], { rowMode: 'array' })
      })
      const fields = result.fields.map((field) => ({ name: field.name, typeId: field.dataTypeID }))
      return { kind: 'rows', id: request.id, fields, rows: result.rows }
    }
    case 'close':
      await database.close()
      return { kind: 'rows', id: request.id, fields: [], rows: [] }
  }
}

/** As the sample of {QV2} prints it: `2026-11-23 00:00:00.000 UTC`. */
function utcTextOf(text: string): string {
  const [whole = '', fraction = ''] = text.replace(/\+00(?::00)?$/, '').split('.')
  return `${whole}.${fraction.slice(0, 3).padEnd(3, '0')} UTC`
}

function sqlStateOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' ? code : 'XX000'
}
