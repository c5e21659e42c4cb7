import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { SqliteDialect } from 'kysely'

/** Compiled statements kept; the queries of this module are far fewer, but for the filters of a list. */
const statementCountMax = 256

/** Lets Kysely run on the SQLite that is built into Node. */
export function createDialect(database: DatabaseSync): SqliteDialect {
  const statements = new Map<string, StatementSync>()

  function statementOf(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    if (statements.size >= statementCountMax) statements.clear()
    statements.set(sql, statement)
    return statement
  }

  return new SqliteDialect({
    database: {
      close: () => database.close(),
      prepare(sql) {
        const statement = statementOf(sql)
        return {
          reader: statement.columns().length > 0,
          all: (parameters) => statement.all(...parameters.map(inputOf)),
          run: (parameters) => statement.run(...parameters.map(inputOf)),
          iterate: (parameters) => statement.iterate(...parameters.map(inputOf)),
        }
      },
    },
  })
}

function inputOf(value: unknown): SQLInputValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Uint8Array
  ) {
    return value
  }
  throw new TypeError(`a ${typeof value} cannot be stored`)
}
