import { SignalError } from '../core/errors.ts'
import type { Dialect, EventType, JournalEntry, QuarantineReason } from '../core/event.ts'
import type { EpochMs } from '../core/ids.ts'
import type { Source } from '../core/source.ts'
import type { Journal, NewEntry } from '../journal/journal.ts'
import type { Clock } from '../platform/clock.ts'
import type { Random } from '../platform/random.ts'
import type { Telemetry } from '../telemetry/events.ts'
import { alone, batchOf, type Batch, type BodyShape } from './batch.ts'
import { headerOf, type ClientFacts } from './client-facts.ts'
import { journalRetryAfterS, overloadRetryAfterS, type CollectLimits } from './limits.ts'
import { normalise, quarantined, type Envelope } from './normalise.ts'
import { isOriginAllowed } from './origin.ts'
import { pixelEventOf } from './pixel.ts'
import { refused, type Refusal } from './refusal.ts'
import { readJsonBody } from './request-body.ts'
import { createRequestPace } from './request-pace.ts'
import { createSignatureCheck } from './signature.ts'
import { bodyKeyOf, findSource, outerKeysOf, type OuterKeys, type Sources } from './write-key.ts'

/** What a route says of the requests that come by it. */
export type IntakeRoute = {
  /** For log and metric. */
  readonly name: string
  readonly shape: BodyShape
  readonly type: EventType | null
  readonly dialect: Dialect | null
  /** `required`: no event without one. `optional`: checked when there is one. */
  readonly signature: 'required' | 'optional' | 'none'
}

/** A request, freed of its HTTP server. */
export type IntakeCall = {
  readonly route: IntakeRoute
  readonly headers: Parameters<typeof headerOf>[0]
  readonly query: unknown
  readonly rawBody: Buffer
  /** What is known of the client, once it is known for which source it speaks. */
  factsFor(source: Source): ClientFacts
}

export type Taken = {
  readonly kind: 'taken'
  readonly isSingle: boolean
  readonly eventCount: number
  readonly storedCount: number
  readonly duplicateCount: number
  /** Quarantined events stored now; fewer than `quarantined` when a batch came before. */
  readonly quarantinedCount: number
  readonly quarantined: readonly QuarantinedInRequest[]
}

export type QuarantinedInRequest = {
  /** Place in the request, from 0. */
  readonly index: number
  readonly reason: QuarantineReason
  readonly detail: string
}

/** Takes requests in. A `taken` result means: all its events are durable. */
export interface Intake {
  takeBody(call: IntakeCall): Promise<Taken | Refusal>
  takePixel(call: IntakeCall): Promise<Taken | Refusal>
}

export type IntakeNeeds = {
  readonly journal: Pick<Journal, 'append'>
  readonly sources: Sources
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'uuid'>
  readonly telemetry: Pick<Telemetry, 'routeFailed'>
  readonly limits: CollectLimits
}

/** Who sent it, and how an id is made for an event without one. */
type Sender = {
  readonly source: Source
  makeEventId(index: number): string
}

export function createIntake(needs: IntakeNeeds): Intake {
  const { sources, clock, random, limits } = needs
  const signatures = createSignatureCheck(clock, limits)
  const pace = createRequestPace(clock, limits.requestsPerSecondMax)
  let inFlightBytes = 0

  /** Counts a request's bytes from its arrival to its end, and refuses when too many wait already. */
  async function counted(bytes: number, work: () => Promise<Taken | Refusal>) {
    if (inFlightBytes + bytes > limits.inFlightBytesMax) {
      const message = 'Too much is waiting to be stored; send it again.'
      return refused(503, 'collect.overloaded', message, overloadRetryAfterS)
    }
    inFlightBytes += bytes
    try {
      return await work()
    } finally {
      inFlightBytes -= bytes
    }
  }

  async function takeSigned(call: IntakeCall, keys: OuterKeys): Promise<Taken | Refusal> {
    const found = findSource(keys, null, sources)
    if (found.kind === 'unknown') return keyRefusal(found.kind)
    const candidates =
      found.kind === 'found'
        ? [found.source]
        : sources
            .list()
            .filter(({ enabled }) => enabled)
            .slice(0, limits.signatureSourcesMax)
    const signed = {
      signature: headerOf(call.headers, 'x-signature'),
      timestamp: headerOf(call.headers, 'x-timestamp'),
      rawBody: call.rawBody,
    }
    const verdict = signatures.verify(signed, candidates)
    if (verdict.kind === 'invalid')
      return refused(401, 'collect.signature_invalid', verdict.message)
    const { source, digest } = verdict
    let isTaken = false
    try {
      const body = await readJsonBody(call.rawBody, encodingOf(call), limits)
      if (body.kind === 'refused') return body
      // Made of the signature, so that a replay that gets past its memory still stores nothing twice.
      const sender = { source, makeEventId: (index: number) => `signed:${digest}:${index}` }
      const result = await takeParsed(call, sender, body.value)
      isTaken = result.kind === 'taken'
      return result
    } finally {
      if (!isTaken) signatures.release(digest)
    }
  }

  async function takeKeyed(call: IntakeCall, keys: OuterKeys): Promise<Taken | Refusal> {
    // A key that stands outside the body and is wrong saves the work of reading the body.
    const outside = findSource(keys, null, sources)
    if (outside.kind === 'unknown' && keys.firm !== null) return keyRefusal(outside.kind)
    const body = await readJsonBody(call.rawBody, encodingOf(call), limits)
    if (body.kind === 'refused') return body
    const found = findSource(keys, bodyKeyOf(body.value), sources)
    if (found.kind !== 'found') return keyRefusal(found.kind)
    return takeParsed(call, { source: found.source, makeEventId: () => random.uuid() }, body.value)
  }

  async function takeParsed(call: IntakeCall, sender: Sender, body: unknown) {
    const gate = passGate(call, sender.source)
    if (gate !== null) return gate
    const batch = batchOf(body, call.route.shape, limits)
    return batch.kind === 'refused' ? batch : store(call, sender, batch)
  }

  function passGate(call: IntakeCall, source: Source): Refusal | null {
    if (!isOriginAllowed(headerOf(call.headers, 'origin'), source)) {
      const message = 'This website is not on the list of domains that may send to this pipeline.'
      return refused(403, 'collect.origin_refused', message)
    }
    const waitMs = pace.take(source.id)
    if (waitMs === 0) return null
    const message = `More than ${limits.requestsPerSecondMax} requests a second; send batches.`
    return refused(429, 'collect.rate_limited', message, Math.max(1, Math.ceil(waitMs / 1000)))
  }

  async function store(call: IntakeCall, sender: Sender, batch: Batch): Promise<Taken | Refusal> {
    const receivedAtMs = clock.now()
    const envelope: Envelope = {
      sourceId: sender.source.id,
      dialect: call.route.dialect,
      type: call.route.type,
      client: call.factsFor(sender.source),
      context: batch.context,
      integrations: batch.integrations,
      sentAt: batch.sentAt,
    }
    const made = batch.events.map((raw, index) =>
      entryOf({ raw, index, envelope, receivedAtMs, limits }, () => sender.makeEventId(index)),
    )
    return append(call.route.name, made, batch.isSingle)
  }

  async function append(route: string, made: readonly Made[], isSingle: boolean) {
    try {
      const results =
        made.length === 0 ? [] : await needs.journal.append(made.map(({ entry }) => entry))
      return takenOf(made, results, isSingle)
    } catch (cause) {
      const code = cause instanceof SignalError ? cause.code : 'journal.unavailable'
      if (!(cause instanceof SignalError)) needs.telemetry.routeFailed({ route, cause })
      // A failed commit may still have reached the disk: say only what is known.
      const message = 'It is not certain that the events are stored; send them again.'
      return refused(503, code, message, journalRetryAfterS)
    }
  }

  return {
    takeBody(call) {
      const keys = outerKeysOf(call.headers, call.query)
      const isSigned = headerOf(call.headers, 'x-signature') !== null
      const { signature } = call.route
      if (signature === 'required' || (signature === 'optional' && isSigned)) {
        return counted(call.rawBody.length, () => takeSigned(call, keys))
      }
      return counted(call.rawBody.length, () => takeKeyed(call, keys))
    },
    async takePixel(call) {
      const event = pixelEventOf(call.query)
      const found = findSource(outerKeysOf(call.headers, call.query), bodyKeyOf(event), sources)
      if (found.kind !== 'found') return keyRefusal(found.kind)
      const gate = passGate(call, found.source)
      if (gate !== null) return gate
      return store(call, { source: found.source, makeEventId: () => random.uuid() }, alone(event))
    },
  }
}

function encodingOf(call: IntakeCall): string | null {
  return headerOf(call.headers, 'content-encoding')
}

function keyRefusal(kind: 'missing' | 'unknown'): Refusal {
  if (kind === 'unknown') {
    return refused(401, 'collect.key_unknown', 'The write key is not known, or its source is off.')
  }
  const message = 'The request names no write key; send it as Basic user name or as `X-Write-Key`.'
  return refused(401, 'collect.key_missing', message)
}

type Made = {
  readonly entry: NewEntry
  readonly quarantined: QuarantinedInRequest | null
}

type Received = {
  readonly raw: unknown
  readonly index: number
  readonly envelope: Envelope
  readonly receivedAtMs: EpochMs
  readonly limits: CollectLimits
}

function entryOf(received: Received, makeEventId: () => string): Made {
  const { raw, index, envelope, receivedAtMs, limits } = received
  const aside = (reason: QuarantineReason, detail: string) =>
    madeOf(quarantined(raw, envelope, receivedAtMs, makeEventId, { reason, detail }), received)
  if (index >= limits.batchEventsMax) {
    return aside(
      'batch_too_long',
      `Only the first ${limits.batchEventsMax} events of a batch are taken.`,
    )
  }
  const made = madeOf(normalise(raw, envelope, receivedAtMs, makeEventId), received)
  if (made.quarantined !== null || Buffer.byteLength(made.entry.json) <= limits.eventBytesMax)
    return made
  // What is kept is nearly always longer than what came, so the original is measured only past the limit. Fields that
  // nobody knows are not kept and do not count.
  const bytes = Buffer.byteLength(JSON.stringify(raw))
  if (bytes <= limits.eventBytesMax) return made
  return aside(
    'event_too_large',
    `The event has ${bytes} bytes; at most ${limits.eventBytesMax} are taken.`,
  )
}

function madeOf(entry: JournalEntry, { index, receivedAtMs }: Received): Made {
  return {
    entry: { eventId: entry.eventId, receivedAtMs, json: JSON.stringify(entry) },
    quarantined:
      entry.kind === 'quarantined' ? { index, reason: entry.reason, detail: entry.detail } : null,
  }
}

function takenOf(
  made: readonly Made[],
  results: Awaited<ReturnType<Journal['append']>>,
  isSingle: boolean,
): Taken {
  const storedNew = made.filter((_, index) => results[index]?.kind === 'stored')
  const storedCount = storedNew.filter((one) => one.quarantined === null).length
  return {
    kind: 'taken',
    isSingle,
    eventCount: made.length,
    storedCount,
    duplicateCount: made.length - storedNew.length,
    quarantinedCount: storedNew.length - storedCount,
    quarantined: made.flatMap((one) => one.quarantined ?? []),
  }
}
