/**
 * The lake: one table for each data stream, one for its problem records, read by anybody's SQL.
 * Starting goes on in the background; everything asked for meanwhile waits for it.
 */
import type { Org } from '../org/org.ts'
import type { DataStream } from '../org/data-stream.ts'
import { openDatabase, type Database, type QueryResult } from './database.ts'
import { lakeObjectOf, type LakeObject } from './lake-object.ts'
import {
  createScriptOf,
  deleteStatementOf,
  problemStatementOf,
  roleScript,
  upsertStatementOf,
} from './lake-sql.ts'

/** A row or a problem record: column name in lower case to value. */
export type LakeRow = Readonly<Record<string, string | number | boolean | null>>

export type UpsertCounts = {
  readonly addedCount: number
  readonly replacedCount: number
  /** Rows not applied, since what is stored has a newer record-modified value. */
  readonly olderCount: number
}

export type Lake = AsyncDisposable & {
  /** Starts Postgres, once. */
  start(): void
  readonly objects: readonly LakeObject[]
  objectOf(stream: DataStream): LakeObject
  upsert(object: LakeObject, rows: readonly LakeRow[]): Promise<UpsertCounts>
  deleteKeys(object: LakeObject, keys: readonly string[]): Promise<number>
  addProblems(object: LakeObject, problems: readonly LakeRow[]): Promise<void>
  /** @throws SqlError with what Postgres has against the statement */
  read(sql: string): Promise<QueryResult>
  /** Resolves when Postgres is up and every object exists. */
  readonly opened: Promise<void>
}

export function createLake(org: Org, dataDir: string): Lake {
  const objects = org.streams.map(lakeObjectOf)
  const objectOfStream = new Map(objects.map((object) => [object.stream, object]))
  const opening = Promise.withResolvers<Database>()
  const stop = new AbortController()
  let isStarted = false
  const statements = new Map(
    objects.map((object) => [
      object,
      {
        upsert: upsertStatementOf(object),
        delete: deleteStatementOf(object),
        problem: problemStatementOf(object),
      },
    ]),
  )
  const statementsOf = (object: LakeObject) => {
    const found = statements.get(object)
    if (found === undefined) throw new Error(`object ${object.name} is not of this lake`)
    return found
  }
  const opened = opening.promise.then(() => undefined)
  // A failure is reported by whoever waits for `opened` or asks for something.
  opened.catch(() => undefined)
  return {
    objects,
    opened,
    start: () => {
      isStarted = true
      openWithObjects(objects, dataDir, stop.signal).then(opening.resolve, opening.reject)
    },
    objectOf: (stream) => {
      const object = objectOfStream.get(stream)
      if (object === undefined) throw new Error(`stream ${stream.object} is not of this lake`)
      return object
    },
    upsert: async (object, rows) => {
      const database = await opening.promise
      const result = await database.write(statementsOf(object).upsert, [JSON.stringify(rows)])
      const addedCount = result.rows.filter(([isAdded]) => isAdded === true).length
      return {
        addedCount,
        replacedCount: result.rows.length - addedCount,
        olderCount: rows.length - result.rows.length,
      }
    },
    deleteKeys: async (object, keys) => {
      const database = await opening.promise
      const result = await database.write(statementsOf(object).delete, [JSON.stringify(keys)])
      return result.rows.length
    },
    addProblems: async (object, problems) => {
      if (problems.length === 0) return
      const database = await opening.promise
      await database.write(statementsOf(object).problem, [JSON.stringify(problems)])
    },
    read: async (sql) => {
      const database = await opening.promise
      return await database.read(sql)
    },
    [Symbol.asyncDispose]: async () => {
      if (!isStarted) return
      stop.abort()
      const database = await opening.promise.catch(() => undefined)
      await database?.[Symbol.asyncDispose]()
    },
  }
}

async function openWithObjects(
  objects: readonly LakeObject[],
  dataDir: string,
  signal: AbortSignal,
): Promise<Database> {
  const database = await openDatabase(dataDir, signal)
  try {
    await database.script(roleScript + objects.map(createScriptOf).join('\n'))
  } catch (cause) {
    await database[Symbol.asyncDispose]()
    throw cause
  }
  return database
}
