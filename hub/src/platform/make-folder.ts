import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { SignalError } from '../core/errors.ts'

const ownerOnly = 0o700

/**
 * Makes a data folder and what is missing above it, readable by its owner alone; harmless when it is there.
 *
 * One level at a time, because Node's own recursive `mkdir` never ends where a file system says of a new folder that
 * its parent does not exist, as `/proc` does.
 * @throws SignalError `config.data_dir_unusable`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeLevel(resolve(path))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SignalError(
      'config.data_dir_unusable',
      `cannot make the data folder ${path}: ${why}. Name a folder this user may write to in SIGNAL_DATA_DIR.`,
      { cause },
    )
  }
}

async function makeLevel(path: string): Promise<void> {
  const above = dirname(path)
  if (above !== path) await makeAbove(above)
  try {
    await mkdir(path, { mode: ownerOnly })
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST' && codeOf(cause) !== 'EISDIR') throw cause
  }
}

async function makeAbove(path: string): Promise<void> {
  try {
    await makeLevel(path)
  } catch (cause) {
    // A folder above may be there and still refuse to be made: what is below it decides.
    const isThereAnyway =
      codeOf(cause) === 'EROFS' || codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM'
    if (!isThereAnyway) throw cause
  }
}

function codeOf(cause: unknown): unknown {
  return Reflect.get(Object(cause), 'code')
}
