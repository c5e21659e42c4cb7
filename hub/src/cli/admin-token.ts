import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../app.ts'
import type { Config } from '../config/config.ts'

/** The file that keeps the token made at the first start; only its owner may read it. */
export function adminTokenPathOf(config: Config): string {
  return join(config.dataDir, 'admin-token')
}

const ownerOnly = 0o600

/**
 * The token a person's first calls use: the one the operator set, else one made at the first start and kept in the data
 * folder, so that a later start can show it again. The store itself holds digests only.
 */
export async function adminTokenOf(app: App, config: Config): Promise<string> {
  if (config.adminToken !== undefined) {
    await app.admitToken('environment', config.adminToken)
    return config.adminToken
  }
  const path = adminTokenPathOf(config)
  const kept = await readOrNull(path)
  if (kept !== null) return kept
  const token = await app.issueToken('first start')
  await writeFile(path, `${token}\n`, { mode: ownerOnly })
  return token
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    if (Reflect.get(Object(cause), 'code') === 'ENOENT') return null
    throw cause
  }
}
