import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const pack = promisify(gzip)

/** A script as it is sent: whole, packed, and with a tag by which a browser asks whether it changed. */
export type ServedFile = { readonly plain: Buffer; readonly gzip: Buffer; readonly etag: string }

/**
 * Gives a file that is read once and then kept. One that is not there yet is looked for again at the next request, so
 * that a script built after the start is served without a restart.
 */
export function createServedFile(path: string | null): () => Promise<ServedFile | null> {
  let kept: ServedFile | null = null
  return async () => {
    if (kept !== null || path === null) return kept
    const plain = await readFile(path).catch(nothingThere)
    if (plain === null) return null
    const etag = `"${createHash('sha256').update(plain).digest('hex').slice(0, 32)}"`
    kept = { plain, gzip: await pack(plain), etag }
    return kept
  }
}

/** Absence is an answer (404); what else goes wrong with a file is not. */
function nothingThere(cause: unknown): null {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
  throw cause
}
