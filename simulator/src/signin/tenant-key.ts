import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The key that signs tenant tokens. */
export type TenantKey = {
  privateKey(): KeyObject
  publicKey(): KeyObject
  /** Makes every signature so far invalid. */
  renew(): Promise<void>
}

const generate = promisify(generateKeyPair)

/**
 * Keeps the key in the folder, if there is one, so that tokens outlive a restart as they do at Salesforce. Only the owner
 * may read the file.
 * @throws Error when the file is there and holds no such key
 */
export async function openTenantKey(dataDir: string): Promise<TenantKey> {
  const path = dataDir === '' ? undefined : join(dataDir, 'tenant-key.pem')
  const make = async () => {
    const { privateKey } = await generate('ec', { namedCurve: 'P-256' })
    if (path !== undefined) await save(path, privateKey)
    return privateKey
  }
  let privateKey = (await read(path)) ?? (await make())
  let publicKey = createPublicKey(privateKey)
  return {
    privateKey: () => privateKey,
    publicKey: () => publicKey,
    renew: async () => {
      privateKey = await make()
      publicKey = createPublicKey(privateKey)
    },
  }
}

async function read(path: string | undefined): Promise<KeyObject | undefined> {
  if (path === undefined) return undefined
  let pem: string
  try {
    pem = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  } catch (cause) {
    throw new Error(`${path} holds no key; delete it to have a new one made`, { cause })
  }
  throw new Error(`${path} holds a key of another kind; delete it to have a new one made`)
}

/** Written beside and renamed, so that a stop in between leaves no half of a key. */
async function save(path: string, key: KeyObject): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true })
  const pathNew = `${path}.new`
  await writeFile(pathNew, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  await rename(pathNew, path)
}
