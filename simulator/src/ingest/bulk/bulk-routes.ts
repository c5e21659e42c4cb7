/**
 * The bulk endpoints of the Ingestion API: jobs of CSV files {BULK,BJ}. Order of the checks: token and scope, content
 * type, requests a second, then what the job allows.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Switches } from '../../control/switches.ts'
import { authorize } from '../../http/tenant-access.ts'
import type { Landing } from '../../landing/landing.ts'
import { isReachable } from '../../org/data-stream.ts'
import { streamOf, type Org } from '../../org/org.ts'
import type { Clock } from '../../platform/clock.ts'
import { mayIngest } from '../../signin/sign-in.ts'
import type { TenantTokens } from '../../signin/tenant-tokens.ts'
import type { RateLimit } from '../rate-limit.ts'
import { queryOf } from '../../http/request-query.ts'
import { jobDetailReplyOf, jobReplyOf, listedJobReplyOf, type BulkJob } from './bulk-job.ts'
import type { BulkAnswer, BulkJobs } from './bulk-jobs.ts'
import { bulkFileBytesMax } from './bulk-limits.ts'
import {
  sendBulkError,
  sendBulkRefusal,
  sendJson,
  type BulkExchange,
  type BulkRefusal,
} from './bulk-reply.ts'
import { readCreation, readListing, readStateChange } from './bulk-requests.ts'

type Needs = {
  readonly org: Org
  readonly clock: Clock
  readonly tenantTokens: TenantTokens
  readonly bulkJobs: BulkJobs
  readonly ingestRateLimit: RateLimit
  readonly switches: () => Switches
  /** In the accept-only profile nothing is stored, so that no job could ever end. */
  readonly landing: Pick<Landing, 'profile'>
}

const jobsPath = '/api/v1/ingest/jobs'
const jobPath = `${jobsPath}/:id`
const uploadPath = `${jobPath}/batches`

type JobRequest = FastifyRequest<{ Params: { readonly id: string } }>

export function addBulkRoutes(app: FastifyInstance, needs: Needs): void {
  const { bulkJobs, switches } = needs
  const isAuthorized = authorize({ ...needs, scope: 'cdp_ingest_api', isAllowed: mayIngest })
  const mayPass = async (request: FastifyRequest, reply: FastifyReply) =>
    passProblemOf(needs, exchangeOf(needs, request, reply))
  const onRequest = [isAuthorized, mayPass]

  app.post(jobsPath, { onRequest }, async (request, reply) =>
    create(needs, exchangeOf(needs, request, reply)),
  )
  app.get(jobsPath, { onRequest }, async (request, reply) =>
    list(needs, exchangeOf(needs, request, reply)),
  )
  app.get(jobPath, { onRequest }, async (request: JobRequest, reply) =>
    sendJob(exchangeOf(needs, request, reply), bulkJobs.find(request.params.id), jobDetailReplyOf),
  )
  app.patch(jobPath, { onRequest }, async (request: JobRequest, reply) =>
    changeState(needs, exchangeOf(needs, request, reply), request.params.id),
  )
  app.delete(jobPath, { onRequest }, async (request: JobRequest, reply) => {
    const answer = await bulkJobs.remove(request.params.id)
    if (answer.kind === 'job') return reply.code(204).send()
    return sendBulkRefusal(exchangeOf(needs, request, reply), answer)
  })
  // Only here a body is a stream: it goes to the disk as it comes.
  void app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    const beforeBody = async (request: FastifyRequest, reply: FastifyReply) => {
      const problem = uploadProblemOf(needs, request)
      return problem === undefined
        ? undefined
        : sendBulkRefusal(exchangeOf(needs, request, reply), problem)
    }
    uploads.put(
      uploadPath,
      { onRequest: [...onRequest, beforeBody] },
      async (request: JobRequest, reply) => {
        const body = request.body instanceof Readable ? request.body : Readable.from([])
        const answer = await bulkJobs.upload(request.params.id, body)
        if (answer.kind === 'job') {
          return sendJson(reply, switches().bulkUploadStatus, { accepted: true })
        }
        return sendBulkRefusal(exchangeOf(needs, request, reply), answer)
      },
    )
  })
}

function exchangeOf(
  { org, clock }: Needs,
  request: FastifyRequest,
  reply: FastifyReply,
): BulkExchange {
  return { org, clock, request, reply }
}

/** What can be said of every request before its body is read. */
function passProblemOf(
  { ingestRateLimit, landing }: Needs,
  exchange: BulkExchange,
): FastifyReply | undefined {
  const { request } = exchange
  const wanted = request.method === 'PUT' ? 'text/csv' : 'application/json'
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(request.method)
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  const isEncoded = request.headers['content-encoding'] !== undefined
  if (hasBody && (contentType !== wanted || isEncoded)) {
    const message = `Content-Type must be ${wanted}, without Content-Encoding`
    return sendBulkError(exchange, 415, 'Unsupported Media Type', message)
  }
  if (landing.profile === 'accept-only') {
    const message = 'the accept-only profile takes no bulk jobs'
    return sendBulkError(exchange, 503, 'Service Unavailable', message)
  }
  return ingestRateLimit.take() ? undefined : sendBulkRefusal(exchange, { kind: 'too-many' })
}

function uploadProblemOf({ bulkJobs }: Needs, request: FastifyRequest): BulkRefusal | undefined {
  const { params } = request
  const hasId = typeof params === 'object' && params !== null && 'id' in params
  const problem = bulkJobs.uploadProblemOf(hasId ? String(params.id) : '')
  if (problem !== undefined && problem.kind !== 'job') return problem
  const bytes = Number(request.headers['content-length'] ?? 0)
  return bytes > bulkFileBytesMax ? { kind: 'too-large' } : undefined
}

async function create(needs: Needs, exchange: BulkExchange): Promise<FastifyReply> {
  const { org, clock, bulkJobs, switches } = needs
  const creation = readCreation(exchange.request.body)
  if (creation.kind === 'refused') {
    return sendBulkError(exchange, 400, 'Bad Request', creation.message)
  }
  const { sourceName, object, operation } = creation.value
  const stream = streamOf(org, sourceName, object)
  if (stream === undefined || !isReachable(stream, clock.now(), switches().deployLagMs)) {
    const message = `There is no data stream for object ${object} of connector ${sourceName}.`
    return sendBulkError(exchange, 404, 'Not Found', message)
  }
  const answer = await bulkJobs.create(stream, operation)
  if (answer.kind === 'job') return sendJson(exchange.reply, 201, jobReplyOf(answer.job))
  return sendBulkRefusal(exchange, answer)
}

async function changeState(
  { bulkJobs }: Needs,
  exchange: BulkExchange,
  id: string,
): Promise<FastifyReply> {
  const change = readStateChange(exchange.request.body)
  if (change.kind === 'refused') return sendBulkError(exchange, 400, 'Bad Request', change.message)
  const answer = await (change.value === 'Aborted' ? bulkJobs.abort(id) : bulkJobs.close(id))
  return sendJob(exchange, answer, jobReplyOf)
}

/** The newest first (assumed). */
function list({ bulkJobs, switches }: Needs, exchange: BulkExchange): FastifyReply {
  const listing = readListing(queryOf(exchange.request))
  if (listing.kind === 'refused') {
    return sendBulkError(exchange, 400, 'Bad Request', listing.message)
  }
  const { limit, offset, orderBy, states } = listing.value
  const timeOf = (job: BulkJob) => (orderBy === 'createdDate' ? job.createdAtMs : job.modifiedAtMs)
  const { bulkListStateName } = switches()
  const data = bulkJobs
    .list(states)
    .toReversed()
    .toSorted((a, b) => timeOf(b) - timeOf(a))
    .slice(offset, offset + limit)
    .map((job) => listedJobReplyOf(job, bulkListStateName))
  return sendJson(exchange.reply, 200, { data })
}

function sendJob(
  exchange: BulkExchange,
  answer: BulkAnswer,
  bodyOf: (job: BulkJob) => object,
): FastifyReply {
  if (answer.kind === 'job') return sendJson(exchange.reply, 200, bodyOf(answer.job))
  return sendBulkRefusal(exchange, answer)
}
