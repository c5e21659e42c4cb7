/**
 * The lake: one table for each data stream, one for its problem records, read by anybody's SQL.
 * Starting goes on in the background; everything asked for meanwhile waits for it.
 */
import type { DataStream } from '../org/data-stream.ts'
import type { EpochMs } from '../platform/clock.ts'
import { openDatabase, type Database, type QueryResult, type ReadOptions } from './database.ts'
import type { SetupFollower, SetupState } from '../org/setup.ts'
import { lakeObjectOf, problemColumns, type LakeColumn, type LakeObject } from './lake-object.ts'
import {
  createScriptOf,
  deleteStatementOf,
  dropAliasesScriptOf,
  dropScriptOf,
  expireProblemsStatementOf,
  mergeStatementOf,
  problemStatementOf,
  roleScript,
  upsertStatementOf,
} from './lake-sql.ts'
import type { Queryable, QueryableColumn } from './queryable.ts'

/** A row or a problem record: column name, as `columnKeyOf` gives it, to value. */
export type LakeRow = Readonly<Record<string, string | number | boolean | null>>

export type UpsertCounts = {
  readonly addedCount: number
  readonly replacedCount: number
  /** Rows not applied, since what is stored has a newer record-modified value. */
  readonly olderCount: number
}

/** The row of a key is to go. */
export type Deletion = {
  readonly key: string | number | boolean
  /** An ISO time; nothing where the deletion has no version. */
  readonly modified: string | null
}

/** `newer` spares a row whose record-modified value is not older than the deletion {BJ}. */
export type DeletionRule = 'always' | 'newer'

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
  /** The same for a partial stream: changes only the columns with these keys, which every row has. */
  merge(
    object: LakeObject,
    columnKeys: readonly string[],
    rows: readonly LakeRow[],
  ): Promise<UpsertCounts>
  /** Count of the rows that went. */
  deleteKeys(
    object: LakeObject,
    deletions: readonly Deletion[],
    rule: DeletionRule,
  ): Promise<number>
  addProblems(object: LakeObject, problems: readonly LakeRow[]): Promise<void>
  /** Removes the problem records from before that time. */
  expireProblems(object: LakeObject, beforeMs: EpochMs): Promise<void>
  /**
   * Somebody else's statement, which may only read. @throws SqlError with what Postgres has against it
   * @param signal cancels it
   */
  read(sql: string, options?: ReadOptions, signal?: AbortSignal): Promise<QueryResult>
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
  const upsertBy = async (statement: string, rows: readonly LakeRow[]): Promise<UpsertCounts> => {
    const database = await opening.promise
    const result = await database.write(statement, [JSON.stringify(rows)])
    const addedCount = result.rows.filter(([isAdded]) => isAdded === true).length
    return {
      addedCount,
      replacedCount: result.rows.length - addedCount,
      olderCount: rows.length - result.rows.length,
    }
  }
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
      const aliasOf = new Map(objects.map(({ name, alias }) => [name, alias]))
      const changed = next.filter(
        ({ stream, name, alias }) =>
          !before.streams.includes(stream) || aliasOf.get(name) !== alias,
      )
      const nextAliasOf = new Map(next.map(({ name, alias }) => [name, alias]))
      const freed = objects.filter(({ name, alias }) => nextAliasOf.get(name) !== alias)
      const database = await opening.promise
      const script = [
        ...gone.map(dropScriptOf),
        ...freed.map(dropAliasesScriptOf),
        ...changed.map(createScriptOf),
      ]
      await database.script(script.join('\n'))
      objects = next
    },
    upsert: async (object, rows) => upsertBy(upsertStatementOf(object), rows),
    merge: async (object, columnKeys, rows) => upsertBy(mergeStatementOf(object, columnKeys), rows),
    deleteKeys: async (object, deletions, rule) => {
      const database = await opening.promise
      const statement = deleteStatementOf(object, rule === 'newer')
      const result = await database.write(statement, [JSON.stringify(deletions)])
      return result.rows.length
    },
    addProblems: async (object, problems) => {
      if (problems.length === 0) return
      const database = await opening.promise
      await database.write(problemStatementOf(object), [JSON.stringify(problems)])
    },
    expireProblems: async (object, beforeMs) => {
      const database = await opening.promise
      await database.write(expireProblemsStatementOf(object), [new Date(beforeMs).toISOString()])
    },
    read: async (sql, options, signal) => {
      const database = await opening.promise
      return await database.read(sql, options, signal)
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

/** The oldest stream of an object's name keeps the short alias, unless an object was given that name by hand. */
function lakeObjectsOf(streams: readonly DataStream[]): readonly LakeObject[] {
  const aliasesTaken = new Set(streams.map(({ lakeObject }) => lakeObject.toLowerCase()))
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
