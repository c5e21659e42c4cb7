/**
 * A bulk job and its states {BJ,BULK}:
 *
 *     Open ──close──► UploadComplete ──► InProgress ──► JobComplete | Failed
 *       └──abort──► Aborted ◄──abort──┘
 *
 * Files can be uploaded while it is Open; it can be deleted in every state but Open and InProgress.
 */
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'

export const BulkState = Type.Union([
  Type.Literal('Open'),
  Type.Literal('UploadComplete'),
  Type.Literal('InProgress'),
  Type.Literal('JobComplete'),
  Type.Literal('Failed'),
  Type.Literal('Aborted'),
])
export type BulkState = Static<typeof BulkState>

/** As it is kept; closed, since we wrote it ourselves. */
export const BulkJob = Type.Object(
  {
    id: Type.String(),
    operation: Type.Union([Type.Literal('upsert'), Type.Literal('delete')]),
    object: Type.String(),
    /** The connector's short name. */
    sourceName: Type.String(),
    /** Names the stream for good, unlike the object, which can be deployed anew. */
    streamId: Type.String(),
    createdById: Type.String(),
    createdAtMs: Type.Number(),
    modifiedAtMs: Type.Number(),
    state: BulkState,
    fileCount: Type.Integer(),
    /** Times that it was begun again, since the practice org was stopped meanwhile. */
    retries: Type.Integer(),
    processingMs: Type.Number(),
  },
  { additionalProperties: false },
)
export type BulkJob = Readonly<Static<typeof BulkJob>>

const jobCheck = Compile(BulkJob)

/** A job as a file holds it; nothing for anything else. */
export function readBulkJob(json: unknown): BulkJob | undefined {
  return jobCheck.Check(json) ? json : undefined
}

export function mayBeAborted({ state }: BulkJob): boolean {
  return state === 'Open' || state === 'UploadComplete'
}

export function mayBeDeleted({ state }: BulkJob): boolean {
  return state !== 'Open' && state !== 'InProgress'
}

export function hasEnded({ state }: BulkJob): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted'
}

/** The members of the documented reply {BJ}: `apiVersion` is also shown as 1, `contentUrl` also without its first slash. */
export function jobReplyOf(job: BulkJob) {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    sourceName: job.sourceName,
    createdById: job.createdById,
    createdDate: new Date(job.createdAtMs).toISOString(),
    systemModstamp: new Date(job.modifiedAtMs).toISOString(),
    state: job.state,
    contentType: 'CSV',
    apiVersion: 'v1',
    contentUrl: `/api/v1/ingest/jobs/${job.id}/batches`,
  }
}

/** What a single job shows besides {BJ}; the time is in milliseconds (assumed). */
export function jobDetailReplyOf(job: BulkJob) {
  return { ...jobReplyOf(job), retries: job.retries, totalProcessingTime: job.processingMs }
}

/** In the list, the sample names the state `states` {BJ}. */
export function listedJobReplyOf(job: BulkJob, stateName: 'state' | 'states') {
  const { state, ...rest } = jobReplyOf(job)
  return { ...rest, [stateName]: state }
}
