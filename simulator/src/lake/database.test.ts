import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { openDatabase, SqlError } from './database.ts'
import { roleScript } from './lake-sql.ts'

const openingMsMax = 60_000
const endlessSql = 'select count(*) from (select generate_series(1, (select 1e15::bigint))) endless'

async function temporaryFolders(): Promise<readonly string[]> {
  const names = await readdir(tmpdir())
  return names.filter((name) => name.includes(`-${process.pid}-`))
}

test(
  'a database that is closed while it starts again leaves no folder behind',
  async () => {
    const before = await temporaryFolders()
    const closing = new AbortController()
    const database = await openDatabase('', closing.signal)
    await database.script(roleScript)
    const canceled = new AbortController()
    const endless = database.read(endlessSql, {}, canceled.signal).catch((cause: unknown) => cause)
    canceled.abort()
    expect(await endless).toBeInstanceOf(SqlError)
    closing.abort()
    await database[Symbol.asyncDispose]()
    expect(await temporaryFolders()).toEqual(before)
  },
  openingMsMax,
)

test(
  'a value that is none of its type is refused by Postgres, which goes on',
  async () => {
    await using database = await openDatabase('', new AbortController().signal)
    await database.script(roleScript)
    for (const type of ['boolean', 'bytea', 'date', 'timestamp', 'timestamptz']) {
      const read = database.read(`select $1::${type}`, { parameters: ['\\x'] })
      const failure = await read.then(
        () => undefined,
        (cause: unknown) => cause,
      )
      // `\\x` are no bytes, which is a fit value of that one type alone.
      if (type === 'bytea') expect(failure).toBeUndefined()
      else expect(failure).toMatchObject({ sqlState: expect.stringMatching(/^22/) })
    }
  },
  openingMsMax,
)
