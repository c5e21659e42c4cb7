/** The kinds of fault that the control API plans, in words; which of them take a time. */
export type FaultKindWords = {
  readonly kind: string
  readonly words: string
  /** What it needs besides. */
  readonly needs?: 'status' | 'delay'
  readonly isIngestOnly?: true
}

export const faultKinds: readonly FaultKindWords[] = [
  { kind: 'status', words: 'is answered with a status', needs: 'status' },
  { kind: 'latency', words: 'waits, then goes on', needs: 'delay' },
  { kind: 'reset-before', words: 'is cut off before it is processed' },
  { kind: 'reset-after', words: 'is processed, and its answer is lost' },
  { kind: 'late-reply', words: 'is processed at once and answered late', needs: 'delay' },
  { kind: 'slow-reply', words: 'is processed, and the answer trickles', needs: 'delay' },
  { kind: 'closed-reply', words: 'is processed, and half of the answer comes' },
  { kind: 'truncated-json', words: 'is processed, and the JSON ends in the middle' },
  { kind: 'html-200', words: 'is answered 200 with an HTML page' },
  { kind: 'error-200', words: 'is answered 200 with an error in the body' },
  { kind: 'no-content', words: 'is answered 204 without a body' },
  { kind: 'token-expiry', words: 'finds every token expired' },
  { kind: 'tenant-move', words: 'finds the tenant moved to another host' },
  { kind: 'silent-drop', words: 'is accepted, and nothing lands', isIngestOnly: true },
  { kind: 'duplicate', words: 'is accepted once, and lands twice', isIngestOnly: true },
]

export const faultTargets = [
  { value: 'sign-in', label: 'sign-in' },
  { value: 'exchange', label: 'token exchange' },
  { value: 'ingest', label: 'ingestion' },
  { value: 'query', label: 'query' },
  { value: 'connect', label: 'Connect REST' },
]
