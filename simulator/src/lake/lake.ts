/**
 * The lake: one table for each data stream, one for its problem records, read by anybody's SQL.
 * Starting goes on in the background; everything asked for meanwhile waits for it.
 */
import type { DataStream } from '../org/data-stream.ts'
import { openDatabase, type Database, type QueryResult } from './database.ts'
import type { SetupFollower, SetupState } from '../org/setup.ts'
import { lakeObjectOf, problemColumns, type LakeColumn, type LakeObject } from './lake-object.ts'
import {
  createScriptOf,
  deleteStatementOf,
  dropScriptOf,
  problemStatementOf,
  roleScript,
  upsertStatementOf,
} from './lake-sql.ts'
import type { Queryable, QueryableColumn } from './queryable.ts'

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
  /** Those of the streams that stand now. */
  objects(): readonly LakeObject[]
  objectOf(streamId: string): LakeObject | undefined
  /** Whatever SQL may name, lake objects first. */
  queryables(): readonly Queryable[]
  /**
   * Makes views or tables of another module, such as data model objects, and lists them as queryable; what the same
   * owner listed before is listed no more.
   * @param script what makes them, and drops what is no longer wanted; harmless when repeated
   */
  define(owner: string, queryables: readonly Queryable[], script: string): Promise<void>
  /** Makes, widens and drops objects as streams come, get fields and go. */
  readonly follow: SetupFollower
  upsert(object: LakeObject, rows: readonly LakeRow[]): Promise<UpsertCounts>
  deleteKeys(object: LakeObject, keys: readonly string[]): Promise<number>
  addProblems(object: LakeObject, problems: readonly LakeRow[]): Promise<void>
  /** Somebody else's statement, which may only read. @throws SqlError with what Postgres has against it */
  read(sql: string): Promise<QueryResult>
  /** One statement of our own. @throws SqlError */
  write(sql: string, parameters: readonly string[]): Promise<QueryResult>
  /** Resolves when Postgres is up and every object exists. */
  readonly opened: Promise<void>
}

export function createLake(atStart: SetupState, dataDir: string): Lake {
  const opening = Promise.withResolvers<Database>()
  const stop = new AbortController()
  const definitions = new Map<string, readonly Queryable[]>()
  let objects = lakeObjectsOf(atStart.streams)
  let isStarted = false

  const opened = opening.promise.then(() => undefined)
  // A failure is reported by whoever waits for `opened` or asks for something.
  opened.catch(() => undefined)
  return {
    objects: () => objects,
    opened,
    start: () => {
      isStarted = true
      openWithObjects(objects, dataDir, stop.signal).then(opening.resolve, opening.reject)
    },
    objectOf: (streamId) => objects.find(({ stream }) => stream.id === streamId),
    queryables: () => [...objects.flatMap(queryablesOf), ...[...definitions.values()].flat()],
    define: async (owner, queryables, script) => {
      const database = await opening.promise
      await database.script(script)
      definitions.set(owner, queryables)
    },
    follow: async (before, after) => {
      if (before.streams === after.streams) return
      const next = lakeObjectsOf(after.streams)
      const gone = objects.filter(
        ({ stream }) => !after.streams.some((other) => other.id === stream.id),
      )
      const changed = next.filter(({ stream }) => !before.streams.includes(stream))
      const database = await opening.promise
      await database.script([...gone.map(dropScriptOf), ...changed.map(createScriptOf)].join('\n'))
      objects = next
    },
    upsert: async (object, rows) => {
      const database = await opening.promise
      const result = await database.write(upsertStatementOf(object), [JSON.stringify(rows)])
      const addedCount = result.rows.filter(([isAdded]) => isAdded === true).length
      return {
        addedCount,
        replacedCount: result.rows.length - addedCount,
        olderCount: rows.length - result.rows.length,
      }
    },
    deleteKeys: async (object, keys) => {
      const database = await opening.promise
      const result = await database.write(deleteStatementOf(object), [JSON.stringify(keys)])
      return result.rows.length
    },
    addProblems: async (object, problems) => {
      if (problems.length === 0) return
      const database = await opening.promise
      await database.write(problemStatementOf(object), [JSON.stringify(problems)])
    },
    read: async (sql) => {
      const database = await opening.promise
      return await database.read(sql)
    },
    write: async (sql, parameters) => {
      const database = await opening.promise
      return await database.write(sql, parameters)
    },
    [Symbol.asyncDispose]: async () => {
      if (!isStarted) return
      stop.abort()
      const database = await opening.promise.catch(() => undefined)
      await database?.[Symbol.asyncDispose]()
    },
  }
}

/** The oldest stream of an object's name keeps the short alias. */
function lakeObjectsOf(streams: readonly DataStream[]): readonly LakeObject[] {
  const aliasesTaken = new Set<string>()
  return streams.map((stream) => {
    const object = lakeObjectOf(stream, aliasesTaken)
    aliasesTaken.add(object.alias.toLowerCase())
    return object
  })
}

function queryablesOf(object: LakeObject): readonly Queryable[] {
  const { stream } = object
  const columnsOf = (columns: readonly LakeColumn[]): readonly QueryableColumn[] =>
    columns.map(({ name, type, field }) => ({
      name,
      type,
      label: field?.name ?? name.replace(/__c$/, ''),
    }))
  return [
    {
      name: object.name,
      label: stream.label,
      kind: 'DataLakeObject',
      category: stream.category,
      columns: columnsOf(object.columns),
      primaryKeyColumn: object.primaryKeyColumn,
      aliases: object.alias === object.name ? [] : [object.alias],
    },
    {
      name: object.problemName,
      label: `${stream.label} problem records`,
      kind: 'ProblemRecords',
      category: stream.category,
      columns: columnsOf(problemColumns),
      primaryKeyColumn: undefined,
      aliases: object.problemAlias === object.problemName ? [] : [object.problemAlias],
    },
  ]
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
