/**
 * Where uploaded files wait: a folder for each job, in the lake's folder or in a temporary one. They are streamed to
 * the disk, never held in memory. Beside them stands what the job is, so that a folder keeps it between runs.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BulkFile } from '../../landing/bulk-work.ts'
import { readBulkJob, type BulkJob } from './bulk-job.ts'

export type BulkFiles = AsyncDisposable & {
  /** The jobs that an earlier process left, oldest first. */
  readJobs(): Promise<readonly BulkJob[]>
  writeJob(job: BulkJob): Promise<void>
  /** `cut` when the sender went away; what had come is removed, as after `too-large`. */
  receive(job: BulkJob, body: Readable, bytesMax: number): Promise<'received' | 'too-large' | 'cut'>
  filesOf(job: BulkJob): Promise<readonly BulkFile[]>
  /** Removes the uploads but not the job. */
  discard(job: BulkJob): Promise<void>
  remove(job: BulkJob): Promise<void>
}

const jobFile = 'job.json'

/** @param dataDir empty keeps everything in a temporary folder, which goes with the process */
export function createBulkFiles(dataDir: string): BulkFiles {
  const isTemporary = dataDir === ''
  let root: Promise<string> | undefined
  const rootOf = (): Promise<string> => {
    root ??= isTemporary
      ? mkdtemp(join(tmpdir(), 'practice-org-bulk-'))
      : mkdir(join(dataDir, 'bulk'), { recursive: true }).then(() => join(dataDir, 'bulk'))
    return root
  }
  const folderOf = async ({ id }: BulkJob): Promise<string> => {
    const folder = join(await rootOf(), id)
    await mkdir(folder, { recursive: true })
    return folder
  }
  return {
    readJobs: async () => {
      if (isTemporary) return []
      const folder = await rootOf()
      const jobs: BulkJob[] = []
      for (const name of await readdir(folder)) {
        const job = await readJobIn(join(folder, name))
        if (job === undefined) await rm(join(folder, name), { recursive: true, force: true })
        else jobs.push(job)
      }
      return jobs.toSorted((a, b) => a.createdAtMs - b.createdAtMs)
    },
    writeJob: async (job) => {
      if (isTemporary) return
      const folder = await folderOf(job)
      const partPath = join(folder, `${jobFile}.part`)
      await writeFile(partPath, JSON.stringify(job), { flush: true })
      await rename(partPath, join(folder, jobFile))
    },
    receive: async (job, body, bytesMax) => {
      const folder = await folderOf(job)
      const path = join(folder, `${job.fileCount + 1}.csv`)
      const partPath = `${path}.part`
      let bytes = 0
      const count = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
        for await (const chunk of chunks) {
          bytes += chunk.length
          // The rest is read and thrown away, so that the sender can be told.
          if (bytes <= bytesMax) yield chunk
        }
      }
      try {
        await pipeline(body, count, createWriteStream(partPath, { flush: !isTemporary }))
      } catch (cause) {
        await rm(partPath, { force: true })
        if (isCut(cause)) return 'cut'
        throw cause
      }
      if (bytes > bytesMax) {
        await rm(partPath, { force: true })
        return 'too-large'
      }
      await rename(partPath, path)
      return 'received'
    },
    filesOf: async (job) => {
      const folder = await folderOf(job)
      return Array.from({ length: job.fileCount }, (_, index) => ({
        path: join(folder, `${index + 1}.csv`),
        name: `${job.id}/${index + 1}.csv`,
      }))
    },
    discard: async (job) => {
      const folder = await folderOf(job)
      for (const name of await readdir(folder)) {
        if (name !== jobFile) await rm(join(folder, name), { force: true })
      }
    },
    remove: async (job) => rm(await folderOf(job), { recursive: true, force: true }),
    [Symbol.asyncDispose]: async () => {
      if (isTemporary && root !== undefined) await rm(await root, { recursive: true, force: true })
    },
  }
}

function isCut(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE'
}

/** Nothing for a folder whose job was never written whole. */
async function readJobIn(folder: string): Promise<BulkJob | undefined> {
  try {
    return readBulkJob(JSON.parse(await readFile(join(folder, jobFile), 'utf8')))
  } catch {
    return undefined
  }
}
