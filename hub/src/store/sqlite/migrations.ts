import type { DatabaseSync } from 'node:sqlite'
import { SignalError } from '../../core/errors.ts'

/**
 * Steps from an empty file to the present tables. A step that was ever released is never changed: a change is a new
 * step at the end.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE source (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document_json TEXT NOT NULL,
    sealed_json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE integration (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    document_json TEXT NOT NULL,
    sealed_json TEXT NOT NULL,
    deleted_at_ms INTEGER
  ) STRICT;

  CREATE TABLE lane (
    integration_id TEXT NOT NULL,
    object TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (integration_id, object)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE event_total (
    integration_id TEXT NOT NULL,
    ending TEXT NOT NULL,
    event_count INTEGER NOT NULL,
    PRIMARY KEY (integration_id, ending)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE batch (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    integration_id TEXT NOT NULL,
    object TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body_bytes INTEGER NOT NULL,
    record_count INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    last_offset INTEGER NOT NULL,
    offset_steps_json TEXT NOT NULL,
    reasons_json TEXT,
    attempts_json TEXT NOT NULL,
    ended_at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX batch_ended ON batch (ended_at_ms);

  CREATE TABLE batch_stretch (
    integration_id TEXT NOT NULL,
    stretch INTEGER NOT NULL,
    batch_place INTEGER NOT NULL,
    PRIMARY KEY (integration_id, stretch, batch_place)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE dead_letter (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    integration_id TEXT NOT NULL,
    object TEXT NOT NULL,
    event_offset INTEGER NOT NULL,
    record_key TEXT NOT NULL,
    user_key TEXT NOT NULL,
    record_json TEXT NOT NULL,
    problem TEXT NOT NULL,
    reasons_json TEXT NOT NULL,
    answer_json TEXT,
    attempt_count INTEGER NOT NULL,
    died_at_ms INTEGER NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX dead_letter_event ON dead_letter (integration_id, event_offset);
  CREATE INDEX dead_letter_state ON dead_letter (integration_id, state, object, place);

  CREATE TABLE access_token (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER
  ) STRICT;
  `,
]

/**
 * Brings a file to the present tables, in one transaction: a crash leaves either the old ones or the new.
 * @throws SignalError `store.unavailable` when a newer version wrote the file
 */
export function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (version > migrations.length) {
      throw new SignalError(
        'store.unavailable',
        'the settings were written by a newer version of Signal; start that version',
      )
    }
    for (const step of migrations.slice(version)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`)
  } catch (cause) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw cause
  }
}
