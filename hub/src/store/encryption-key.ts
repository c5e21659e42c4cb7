import { type KeyObject, createHash, createSecretKey } from 'node:crypto'
import { link, open, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SignalError } from '../core/errors.ts'
import type { Secret } from '../core/secret.ts'
import { type Random, systemRandom } from '../platform/random.ts'

/** What seals secrets at rest. `id` tells keys apart and says nothing of the key. */
export type EncryptionKey = { readonly id: string; readonly key: KeyObject }

/** AES-256. */
const keyBytes = 32
const keyIdChars = 16

/** File made at the first start when no key is configured. */
const keyFileName = 'encryption.key'
const keyFileMode = 0o600
const othersMode = 0o077

/**
 * Takes the configured key, or reads the key file in the data folder, making it when there is none.
 * @param configured value of `SIGNAL_ENCRYPTION_KEY`: 32 bytes as 64 hexadecimal digits or as base64
 * @throws SignalError `config.key_unusable`
 */
export async function readEncryptionKey(options: {
  readonly configured: Secret | null
  readonly dataDir: string
  /** Only a cryptographic source will do. */
  readonly random?: Pick<Random, 'bytes' | 'token'>
}): Promise<EncryptionKey> {
  const { configured, dataDir, random = systemRandom } = options
  if (configured !== null) return keyOf(configured.reveal(), 'SIGNAL_ENCRYPTION_KEY')
  const path = join(dataDir, keyFileName)
  try {
    return keyOf((await readKeyFile(path)) ?? (await makeKeyFile(path, random)), `the file ${path}`)
  } catch (cause) {
    if (cause instanceof SignalError) throw cause
    throw new SignalError('config.key_unusable', `cannot read or make the key file ${path}`, {
      cause,
    })
  }
}

async function readKeyFile(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path)
    // Windows has no such modes and reports every file as open to all.
    if (process.platform !== 'win32' && (mode & othersMode) !== 0) {
      throw new SignalError(
        'config.key_unusable',
        `the key file ${path} can be read by others; run: chmod 600 ${path}`,
      )
    }
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null
    throw cause
  }
}

/** Writes aside and then links, so that a file cut short by a crash never becomes the key, and no key is replaced. */
async function makeKeyFile(path: string, random: Pick<Random, 'bytes' | 'token'>): Promise<string> {
  const aside = `${path}.${random.token(8)}`
  const file = await open(aside, 'wx', keyFileMode)
  try {
    await file.writeFile(`${Buffer.from(random.bytes(keyBytes)).toString('hex')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  try {
    await link(aside, path)
  } catch (cause) {
    // Another process was first: its key is the one.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  } finally {
    await rm(aside)
  }
  await syncFolder(join(path, '..'))
  return readFile(path, 'utf8')
}

/** A new file's name is durable only after its folder has been flushed. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function keyOf(text: string, where: string): EncryptionKey {
  const bytes = bytesOf(text.trim())
  if (bytes?.byteLength !== keyBytes) {
    throw new SignalError(
      'config.key_unusable',
      `${where} must hold 32 bytes as 64 hexadecimal digits or as base64; make one with: openssl rand -hex 32`,
    )
  }
  const id = createHash('sha256').update('signal encryption key ').update(bytes).digest('hex')
  return { id: id.slice(0, keyIdChars), key: createSecretKey(bytes) }
}

function bytesOf(text: string): Buffer | null {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64')
  return null
}
