import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SignalError } from '../../core/errors.ts'
import { isBusy, unavailable } from './engine-failure.ts'

/**
 * Keeps a second process off the folder: an exclusive transaction on a small database of its own, held until
 * disposed. The operating system drops it when the process ends, however it ends, so nothing stale is left behind.
 * @throws SignalError `journal.unavailable` when another journal holds the folder
 */
export function lockFolder(dataDir: string): Disposable {
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(join(dataDir, 'journal.lock'))
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    if (isBusy(cause)) {
      throw new SignalError(
        'journal.unavailable',
        `another process uses the data folder ${dataDir}; stop it, or give this one a folder of its own`,
        { cause },
      )
    }
    throw unavailable(`cannot lock the data folder ${dataDir}`, cause)
  }
  const held = database
  return { [Symbol.dispose]: () => held.close() }
}
