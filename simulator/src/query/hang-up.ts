import type { FastifyReply } from 'fastify'

/** Aborted when the client goes away before it has its answer: nobody would read what a statement still finds. */
export function hangUpOf({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
