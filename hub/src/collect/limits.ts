/** Everything the collector bounds. Defaults in {@link defaultCollectLimits}; an operator may set each. */
export type CollectLimits = {
  /** Largest body as it travels, compressed or not. */
  readonly bodyBytesMax: number
  /** Largest body once unpacked; a few hundred bytes can hold megabytes of one letter. */
  readonly unpackedBytesMax: number
  /** Largest single event, as JSON in UTF-8. */
  readonly eventBytesMax: number
  /** Events taken of one batch; those after it are quarantined one by one. */
  readonly batchEventsMax: number
  /** Events in one request past which the whole request is refused, so that quarantining has a bound too. */
  readonly requestEventsMax: number
  /** Largest `context` and `integrations` of a batch together: they are copied into each of its events. */
  readonly batchSharedBytesMax: number
  /** Requests of one write key in a second; also how many may come at once after a pause. */
  readonly requestsPerSecondMax: number
  /** Bytes of bodies that may wait for the journal at once, over all clients. */
  readonly inFlightBytesMax: number
  /** How far a signed request's time may be off, either way. */
  readonly signatureAgeMsMax: number
  /** Signatures remembered to refuse replays; the oldest are forgotten first. */
  readonly signatureCountMax: number
  /** Sources whose secret is tried when a signed request names no key. */
  readonly signatureSourcesMax: number
  readonly connectionsMax: number
}

const mebibyte = 1024 * 1024

/**
 * Wider than the peers' (Segment 500 KB and 32 KB; facts, event-api 1.1), because their SDKs measure wrongly and send more
 * (same file, 0.8). Unpacked bodies may be larger than plain ones, because clients that compress count the compressed
 * size.
 */
export const defaultCollectLimits: CollectLimits = {
  bodyBytesMax: mebibyte,
  unpackedBytesMax: 4 * mebibyte,
  eventBytesMax: 32 * 1024,
  batchEventsMax: 2_500,
  requestEventsMax: 10_000,
  batchSharedBytesMax: 8 * 1024,
  requestsPerSecondMax: 10_000,
  inFlightBytesMax: 256 * mebibyte,
  signatureAgeMsMax: 5 * 60_000,
  signatureCountMax: 200_000,
  signatureSourcesMax: 32,
  connectionsMax: 10_000,
}

/** Nesting past which an event is set aside; deeper text would exhaust the stack of whoever reads it later. */
export const eventDepthMax = 32

/** Time for a whole request to arrive. */
export const requestTimeoutMs = 30_000

/** Time for its header lines to arrive. */
export const headersTimeoutMs = 10_000

/** Time an idle connection is kept; longer than the 60 s of the usual load balancers, so that they close first. */
export const keepAliveTimeoutMs = 72_000

/** Header lines with the request's address; a pixel carries its event there. */
export const headerBytesMax = 32 * 1024

/** Longest name in an address, such as a write key. */
export const pathParameterCharsMax = 256

/** Wait named to a client when the journal cannot say that its events are safe. */
export const journalRetryAfterS = 2

/** Wait named to a client when too many bytes are waiting. */
export const overloadRetryAfterS = 1

/** Quarantined events named in the answer to a batch; the rest are in Live Events. */
export const answeredQuarantineCountMax = 20
