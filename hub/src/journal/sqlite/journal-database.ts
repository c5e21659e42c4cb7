import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SignalError } from '../../core/errors.ts'
import { numberIn } from './row.ts'

/** Version of the tables below; a file with a newer one is refused. */
const schemaVersion = 1

/** Memory for pages, mostly those of the event id index, whose inserts are scattered. */
const writerCacheKiB = 65_536
const readerCacheKiB = 8_192

/** Size that the write-ahead log's file is cut back to when it starts again. */
const walFileBytesMax = 67_108_864

/**
 * `entry_group`: one row per commit, its entries as lines of JSON; `bytes_through` counts the bytes of all groups up to
 * this one since the journal began, so that any stretch's size is a subtraction.
 * `event_id`: the ids remembered; their index by time serves forgetting.
 * `journal_state`: one row. `pruned_through` keeps the head when every group has been dropped.
 */
const schema = `
  CREATE TABLE entry_group (
    first_offset INTEGER PRIMARY KEY,
    entry_count INTEGER NOT NULL,
    received_from_ms INTEGER NOT NULL,
    received_to_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    bytes_through INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE TABLE event_id (
    event_id TEXT PRIMARY KEY,
    entry_offset INTEGER NOT NULL,
    received_at_ms INTEGER NOT NULL,
    duplicate_count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_id_received ON event_id (received_at_ms);
  CREATE TABLE journal_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pruned_through INTEGER NOT NULL,
    duplicate_count INTEGER NOT NULL
  ) STRICT;
  INSERT INTO journal_state VALUES (1, 0, 0);
  PRAGMA user_version = ${schemaVersion};
`

/**
 * Opens the connection that writes, making the tables in a new file. Every commit is flushed before it returns
 * (`synchronous=FULL`), and none runs a checkpoint by itself.
 */
export function openForWriting(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(join(dataDir, 'journal.db'))
  try {
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA wal_autocheckpoint = 0;
      PRAGMA journal_size_limit = ${walFileBytesMax};
      PRAGMA cache_size = -${writerCacheKiB};
    `)
    const version = numberIn(database.prepare('PRAGMA user_version').get() ?? {}, 'user_version')
    if (version > schemaVersion) {
      throw new SignalError(
        'journal.unavailable',
        `the journal in ${dataDir} was written by a newer version of Signal; start that version`,
      )
    }
    if (version < schemaVersion) database.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}

/** Opens a connection that reads beside the writer; it may also run checkpoints, which `query_only` allows. */
export function openForReading(dataDir: string): DatabaseSync {
  const database = new DatabaseSync(join(dataDir, 'journal.db'))
  database.exec(`
    PRAGMA query_only = ON;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    PRAGMA cache_size = -${readerCacheKiB};
  `)
  return database
}

/** How far a checkpoint came: pages in the write-ahead log, and those of them that stand in the database. */
export type CheckpointResult = { readonly walPageCount: number; readonly movedPageCount: number }

/** Moves pages from the write-ahead log into the database without waiting for readers or the writer. */
export function checkpoint(database: DatabaseSync): CheckpointResult {
  const row = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get() ?? {}
  return { walPageCount: numberIn(row, 'log'), movedPageCount: numberIn(row, 'checkpointed') }
}
