import type { Logger } from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ErrorCode } from '../core/errors.ts'
import type { ProblemCode } from '../core/problem.ts'

/**
 * The list of what this program can say of itself: one function per event, each writing its log line and its metric
 * together. No payload, token or personal field ever stands in one.
 */
export type Telemetry = ReturnType<typeof createTelemetry>

const secondsBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const msPerSecond = 1000

export function createTelemetry({ log, registry }: { log: Logger; registry: Registry }) {
  const registers = [registry]
  const intakeEvents = new Counter({
    name: 'signal_intake_events_total',
    help: 'Events taken in, by what became of them at intake.',
    labelNames: ['result'],
    registers,
  })
  const intakeSeconds = new Histogram({
    name: 'signal_intake_request_seconds',
    help: 'Time from a request to its durable acknowledgement.',
    buckets: secondsBuckets,
    registers,
  })
  const intakeRefusals = new Counter({
    name: 'signal_intake_refusals_total',
    help: 'Requests refused at intake, by error code.',
    labelNames: ['code'],
    registers,
  })
  const commitSeconds = new Histogram({
    name: 'signal_journal_commit_seconds',
    help: 'Time of one journal commit, flush included.',
    buckets: secondsBuckets,
    registers,
  })
  const attempts = new Counter({
    name: 'signal_batch_attempts_total',
    help: 'Requests to Data Cloud, by outcome.',
    labelNames: ['object', 'outcome'],
    registers,
  })
  const attemptSeconds = new Histogram({
    name: 'signal_batch_attempt_seconds',
    help: 'Time of one request to Data Cloud.',
    buckets: secondsBuckets,
    registers,
  })
  const records = new Counter({
    name: 'signal_records_total',
    help: 'Records that reached a final state.',
    labelNames: ['object', 'state'],
    registers,
  })
  const lanesHeld = new Gauge({
    name: 'signal_lanes_held',
    help: 'Lanes that wait because the other side refuses or is away.',
    registers,
  })
  const tokens = new Counter({
    name: 'signal_token_requests_total',
    help: 'Sign-ins and token exchanges, by result.',
    labelNames: ['step', 'result'],
    registers,
  })
  const adminRequests = new Counter({
    name: 'signal_admin_requests_total',
    help: 'Admin API requests, by status.',
    labelNames: ['status'],
    registers,
  })

  return {
    processStarted: (fields: { version: string; collectPort: number; adminPort: number }) =>
      log.info(fields, 'process started'),
    processStopping: () => log.info('process stopping'),

    intakeAnswered(fields: {
      route: string
      status: number
      storedCount: number
      duplicateCount: number
      quarantinedCount: number
      bodyBytes: number
      tookMs: number
    }): void {
      log.debug(fields, 'intake answered')
      intakeEvents.inc({ result: 'stored' }, fields.storedCount)
      intakeEvents.inc({ result: 'duplicate' }, fields.duplicateCount)
      intakeEvents.inc({ result: 'quarantined' }, fields.quarantinedCount)
      intakeSeconds.observe(fields.tookMs / msPerSecond)
    },
    intakeRefused(fields: { route: string; status: number; code: ErrorCode }): void {
      log.debug(fields, 'intake refused')
      intakeRefusals.inc({ code: fields.code })
    },
    journalCommitted(fields: { entryCount: number; bytes: number; tookMs: number }): void {
      log.debug(fields, 'journal committed')
      commitSeconds.observe(fields.tookMs / msPerSecond)
    },
    journalPruned: (fields: { prunedEntryCount: number; oldest: number }) =>
      log.info(fields, 'journal pruned'),
    storageFailed: (fields: { part: string; cause: unknown }) =>
      log.error({ part: fields.part, err: fields.cause }, 'storage failed'),

    batchAttempted(fields: {
      integrationId: string
      object: string
      batchId: string
      attempt: number
      recordCount: number
      bodyBytes: number
      outcome: string
      status: number | null
      problem: ProblemCode | null
      tookMs: number
      nextDelayMs: number | null
    }): void {
      log.info(fields, 'batch attempted')
      attempts.inc({ object: fields.object, outcome: fields.outcome })
      attemptSeconds.observe(fields.tookMs / msPerSecond)
    },
    recordsSettled(fields: { object: string; state: 'accepted' | 'dead'; count: number }): void {
      records.inc({ object: fields.object, state: fields.state }, fields.count)
    },
    recordDeadLettered: (fields: {
      integrationId: string
      object: string
      offset: number
      problem: ProblemCode
    }) => log.warn(fields, 'record dead-lettered'),
    laneHeld(fields: {
      integrationId: string
      object: string
      problem: ProblemCode
      attemptCount: number
      delayMs: number
    }): void {
      // Said once for each hold: the tries that follow are the same news.
      if (fields.attemptCount === 1) log.warn(fields, 'lane held')
      else log.debug(fields, 'lane held')
    },
    lanesHeldCounted: (count: number) => lanesHeld.set(count),

    tokenObtained(fields: { step: 'core' | 'tenant'; subdomain: string; tookMs: number }): void {
      log.info(fields, 'token obtained')
      tokens.inc({ step: fields.step, result: 'obtained' })
    },
    tokenRefused(fields: {
      step: 'core' | 'tenant'
      subdomain: string
      problem: ProblemCode
      status: number | null
    }): void {
      log.warn(fields, 'token refused')
      tokens.inc({ step: fields.step, result: 'refused' })
    },

    adminAnswered(fields: { method: string; route: string; status: number; tookMs: number }): void {
      log.debug(fields, 'admin answered')
      adminRequests.inc({ status: String(fields.status) })
    },
    routeFailed: (fields: { route: string; cause: unknown }) =>
      log.error({ route: fields.route, err: fields.cause }, 'route failed'),
  }
}
