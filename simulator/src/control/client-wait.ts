import type { Socket } from 'node:net'
import type { Clock } from '../platform/clock.ts'

type Needs = {
  readonly clock: Clock
  /** Aborted when the practice org closes. */
  readonly signal: AbortSignal
}

/**
 * Waits on the practice org's clock, but no longer than somebody waits for the answer: a client that goes away must not
 * leave its request behind for minutes.
 */
export async function waitFor(
  { clock, signal }: Needs,
  socket: Socket,
  delayMs: number,
): Promise<void> {
  const gone = goneSignalOf(socket)
  if (signal.aborted || gone.aborted) return
  const end = new AbortController()
  const stop = () => end.abort()
  signal.addEventListener('abort', stop, { once: true })
  gone.addEventListener('abort', stop, { once: true })
  try {
    await clock.sleep(delayMs, end.signal)
  } finally {
    signal.removeEventListener('abort', stop)
    gone.removeEventListener('abort', stop)
  }
}

/** One for each connection, however many requests wait on it. */
const goneSignals = new WeakMap<Socket, AbortSignal>()

function goneSignalOf(socket: Socket): AbortSignal {
  const known = goneSignals.get(socket)
  if (known !== undefined) return known
  const gone = new AbortController()
  goneSignals.set(socket, gone.signal)
  if (socket.destroyed) gone.abort()
  else socket.once('close', () => gone.abort())
  return gone.signal
}
