/**
 * The bulk jobs of the org: what may be done with each, their limits, and the way of a closed one into the landing
 * worker. Every change is written before it is seen. Jobs that were closed when the practice org stopped are taken up
 * again at the next start.
 */
import type { Readable } from 'node:stream'
import type { Switches } from '../../control/switches.ts'
import type { BulkOutcome } from '../../landing/bulk-work.ts'
import type { Landing } from '../../landing/landing.ts'
import type { DataStream } from '../../org/data-stream.ts'
import type { Org } from '../../org/org.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import { createBulkFiles } from './bulk-files.ts'
import { hasEnded, mayBeAborted, mayBeDeleted, type BulkJob, type BulkState } from './bulk-job.ts'
import {
  bulkFileBytesMax,
  bulkFilesPerJobMax,
  bulkJobLifeMs,
  bulkJobsKeptMax,
  bulkUploadsMax,
  createHourlyQuota,
} from './bulk-limits.ts'

/** What became of a request: the job as it is now, or why not. */
export type BulkAnswer =
  | { readonly kind: 'job'; readonly job: BulkJob }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'too-many' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'cut' }

export type BulkJobs = AsyncDisposable & {
  create(stream: DataStream, operation: BulkJob['operation']): Promise<BulkAnswer>
  find(id: string): BulkAnswer
  /** Those of the states, or all; the order is the caller's. */
  list(states: ReadonlySet<BulkState>): readonly BulkJob[]
  /** What stands against an upload now, before its body is read. */
  uploadProblemOf(id: string): BulkAnswer | undefined
  upload(id: string, body: Readable): Promise<BulkAnswer>
  close(id: string): Promise<BulkAnswer>
  abort(id: string): Promise<BulkAnswer>
  remove(id: string): Promise<BulkAnswer>
  /** Forgets every job and the quota: the practice org begins anew. */
  reset(): Promise<void>
}

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly random: Random
  readonly landing: Pick<Landing, 'acceptBulk'>
  readonly switches: () => Pick<Switches, 'bulkJobsPerHourMax'>
  readonly dataDir: string
}

export async function openBulkJobs(needs: Needs): Promise<BulkJobs> {
  const { org, clock, random, landing, switches, dataDir } = needs
  const files = createBulkFiles(dataDir)
  const left = await files.readJobs()
  const jobs = new Map(left.map((job) => [job.id, job]))
  const uploading = new Set<string>()
  const quota = createHourlyQuota(
    clock,
    () => switches().bulkJobsPerHourMax,
    left.map(({ createdAtMs }) => createdAtMs),
  )

  const save = async (job: BulkJob, change: Partial<BulkJob>): Promise<BulkJob> => {
    const changed = { ...job, ...change, modifiedAtMs: clock.now() }
    // Seen first by what decides, so that two requests cannot both pass; answered when it is written.
    jobs.set(job.id, changed)
    await files.writeJob(changed)
    return changed
  }
  /** Such a job is gone {GS}; its files go with the next job that is created. */
  const isLate = ({ state, createdAtMs }: BulkJob): boolean =>
    (state === 'Open' || state === 'UploadComplete') && createdAtMs < clock.now() - bulkJobLifeMs
  const forget = async (job: BulkJob): Promise<void> => {
    jobs.delete(job.id)
    await files.remove(job)
  }
  const purge = async (): Promise<void> => {
    const ended = [...jobs.values()].filter(hasEnded)
    const surplus = new Set(ended.slice(0, Math.max(0, ended.length - bulkJobsKeptMax)))
    for (const job of jobs.values()) if (isLate(job) || surplus.has(job)) await forget(job)
  }
  const aliveJob = (id: string): BulkJob | undefined => {
    const job = jobs.get(id)
    return job === undefined || isLate(job) ? undefined : job
  }

  const hand = async (job: BulkJob, stream: DataStream): Promise<void> => {
    let startedAtMs = 0
    landing.acceptBulk({
      jobId: job.id,
      stream,
      operation: job.operation,
      files: await files.filesOf(job),
      begin: async () => {
        const now = aliveJob(job.id)
        if (now?.state !== 'UploadComplete') return false
        startedAtMs = clock.now()
        await save(now, { state: 'InProgress' })
        return true
      },
      end: async (outcome) => endJob(job.id, outcome, clock.now() - startedAtMs),
    })
  }
  const endJob = async (id: string, outcome: BulkOutcome, tookMs: number): Promise<void> => {
    const job = jobs.get(id)
    if (job === undefined) return
    const state = outcome.kind === 'done' ? 'JobComplete' : 'Failed'
    await save(job, { state, processingMs: job.processingMs + tookMs })
    await files.discard(job)
  }
  const streamOf = ({ streamId }: BulkJob): DataStream | undefined =>
    org.setup.state().streams.find((stream) => stream.id === streamId)

  const resume = async (job: BulkJob): Promise<void> => {
    const stream = streamOf(job)
    const isBegun = job.state === 'InProgress'
    if (!isBegun && job.state !== 'UploadComplete') return
    if (stream === undefined) return endJob(job.id, streamGone, 0)
    const retries = isBegun ? job.retries + 1 : job.retries
    await hand(await save(job, { state: 'UploadComplete', retries }), stream)
  }
  // In the order in which they were closed.
  for (const job of left.toSorted((a, b) => a.modifiedAtMs - b.modifiedAtMs)) await resume(job)

  const uploadProblemOf = (id: string): BulkAnswer | undefined => {
    const job = aliveJob(id)
    if (job === undefined) return { kind: 'not-found' }
    if (job.state !== 'Open') return conflict(`A job in state ${job.state} takes no more files.`)
    if (uploading.has(id)) return conflict('A job takes one file at a time.')
    if (job.fileCount >= bulkFilesPerJobMax) {
      return conflict(`A job takes at most ${bulkFilesPerJobMax} files.`)
    }
    return uploading.size >= bulkUploadsMax ? { kind: 'too-many' } : undefined
  }

  return {
    create: async (stream, operation) => {
      await purge()
      if (!quota.take()) return { kind: 'too-many' }
      const nowMs = clock.now()
      const job: BulkJob = {
        id: random.uuid(),
        operation,
        object: stream.object,
        sourceName: stream.connector,
        streamId: stream.id,
        createdById: org.userId,
        createdAtMs: nowMs,
        modifiedAtMs: nowMs,
        state: 'Open',
        fileCount: 0,
        retries: 0,
        processingMs: 0,
      }
      return { kind: 'job', job: await save(job, {}) }
    },
    find: (id) => {
      const job = aliveJob(id)
      return job === undefined ? { kind: 'not-found' } : { kind: 'job', job }
    },
    list: (states) =>
      [...jobs.values()].filter(
        (job) => !isLate(job) && (states.size === 0 || states.has(job.state)),
      ),
    uploadProblemOf,
    upload: async (id, body) => {
      const problem = uploadProblemOf(id)
      const job = aliveJob(id)
      if (problem !== undefined || job === undefined) return problem ?? { kind: 'not-found' }
      uploading.add(id)
      try {
        const received = await files
          .receive(job, body, bulkFileBytesMax)
          .catch((cause: unknown) => {
            if (jobs.get(id)?.state === 'Open') throw cause
            // The folder went away under the upload; below it says why.
            return 'cut' as const
          })
        const now = jobs.get(id)
        if (now?.state !== 'Open') {
          // It was aborted, deleted or purged meanwhile, perhaps before this file was there to go with it.
          await (now === undefined ? files.remove(job) : files.discard(now))
          return conflict('The job is no longer open.')
        }
        if (received !== 'received') return { kind: received }
        return { kind: 'job', job: await save(now, { fileCount: now.fileCount + 1 }) }
      } finally {
        uploading.delete(id)
      }
    },
    close: async (id) => {
      const job = aliveJob(id)
      if (job === undefined) return { kind: 'not-found' }
      if (job.state !== 'Open') return conflict(`A job in state ${job.state} cannot be closed.`)
      if (uploading.has(id)) return conflict('A file of the job is still being uploaded.')
      const closed = await save(job, { state: 'UploadComplete' })
      const stream = streamOf(job)
      if (stream === undefined) await endJob(id, streamGone, 0)
      else await hand(closed, stream)
      return { kind: 'job', job: closed }
    },
    abort: async (id) => {
      const job = aliveJob(id)
      if (job === undefined) return { kind: 'not-found' }
      if (!mayBeAborted(job)) return conflict(`A job in state ${job.state} cannot be aborted.`)
      const aborted = await save(job, { state: 'Aborted' })
      await files.discard(aborted)
      return { kind: 'job', job: aborted }
    },
    remove: async (id) => {
      const job = aliveJob(id)
      if (job === undefined) return { kind: 'not-found' }
      if (!mayBeDeleted(job)) return conflict(`A job in state ${job.state} cannot be deleted.`)
      await forget(job)
      return { kind: 'job', job }
    },
    reset: async () => {
      for (const job of [...jobs.values()]) await forget(job)
      quota.reset()
    },
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  }
}

const streamGone: BulkOutcome = { kind: 'failed', reason: 'its data stream was deleted' }

function conflict(message: string): BulkAnswer {
  return { kind: 'conflict', message }
}
