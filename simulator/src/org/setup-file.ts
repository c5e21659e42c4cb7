/**
 * Keeps setup and connected app in one file of the org's folder. It is replaced as a whole and by a rename, so that a
 * crash leaves the old or the new one; a change of the setup is seen only once it is on disk. A file that cannot be read
 * prevents the start: a setup is never reset behind somebody's back.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ConnectedApp } from './connected-app.ts'
import { readKeptOrg, textOfKept, type KeptOrg } from './kept-org.ts'
import type { SetupFollower } from './setup.ts'

export type SetupFile = AsyncDisposable & {
  /** Writes the state before it is seen. */
  readonly follow: SetupFollower
  /** Ends when the app is on disk. */
  saveApp(app: ConnectedApp): Promise<void>
}

const setupFileName = 'setup.json'

/**
 * What an earlier run kept; nothing when there was none.
 * @throws Error with one line naming the file, when it is not of this form
 */
export async function readSetupFile(dataDir: string): Promise<KeptOrg | undefined> {
  const path = join(dataDir, setupFileName)
  const text = await textOf(path)
  if (text === undefined) return undefined
  const reading = readKeptOrg(text)
  if (reading.kind === 'read') return reading.kept
  // Nothing is lost by looking: the lake beside it stays as it is.
  throw new Error(`${path} ${reading.problem}; mend it, or delete the folder to begin anew`)
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/** Writes what stands now, so that ids are the same at the next start, and follows from then on. */
export async function openSetupFile(dataDir: string, atStart: KeptOrg): Promise<SetupFile> {
  let kept = atStart
  let writing: Promise<void> = Promise.resolve()
  const write = (): Promise<void> => {
    writing = writing.catch(() => undefined).then(() => replaceFile(dataDir, textOfKept(kept)))
    return writing
  }
  await mkdir(dataDir, { recursive: true })
  await write()
  return {
    follow: async (before, after) => {
      kept = { ...kept, state: after }
      try {
        await write()
      } catch (cause) {
        kept = { ...kept, state: before }
        throw cause
      }
    },
    saveApp: async (app) => {
      const before = kept.app
      kept = { ...kept, app }
      try {
        await write()
      } catch (cause) {
        kept = { ...kept, app: before }
        throw cause
      }
    },
    [Symbol.asyncDispose]: () => writing.catch(() => undefined),
  }
}

async function replaceFile(dataDir: string, text: string): Promise<void> {
  const path = join(dataDir, setupFileName)
  const newPath = `${path}.new`
  const file = await open(newPath, 'w', ownerOnly)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(newPath, path)
}

/** The app's secret is in it. */
const ownerOnly = 0o600
