/** Where a lake lives that nobody wants to keep. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'

/** Host and process are in the name, so that what a killed one left can be told from what another one uses. */
const prefix = `practice-org-lake-${hostname().replaceAll(/[^A-Za-z0-9]/g, '')}-`

/** Makes a folder of this process's own; those of processes that are gone are removed first. */
export async function makeTemporaryFolder(): Promise<string> {
  const names = await readdir(tmpdir())
  await Promise.all(names.filter(isAbandoned).map(removeQuietly))
  return await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
}

function isAbandoned(name: string): boolean {
  if (!name.startsWith(prefix)) return false
  const [, pid] = /^(\d+)-/.exec(name.slice(prefix.length)) ?? []
  return pid !== undefined && !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    // Somebody else's process is alive too.
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

/** Two that start at once may remove the same one. */
async function removeQuietly(name: string): Promise<void> {
  await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined)
}
