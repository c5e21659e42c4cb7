/**
 * Resolves in a thread of its own, so that many profiles never hold up the HTTP side; the rows pass through here as texts.
 * A thread that fails or runs out of memory fails the run alone.
 */
import { Worker } from 'node:worker_threads'
import type {
  OutputPage,
  ResolverReply,
  ResolverRequest,
  ResolverTask,
} from './resolver-message.ts'
import type { Page } from './source-snapshot.ts'
import type { Statistics } from './unify.ts'

/** What a run may keep in memory, in MB; a run over 100,000 profiles takes a quarter of it (measured). */
const heapMbMax = 2_048

export type Resolver = AsyncDisposable & {
  take(page: Page): Promise<void>
  /** Once, after the last page. */
  resolve(): Promise<Statistics>
  /** The rows to write, in any number of pages for each table. */
  pages(): AsyncIterable<OutputPage>
}

/** @param signal ends it: whatever waits for it is rejected */
export function openResolver(task: ResolverTask, signal: AbortSignal): Resolver {
  const worker = new Worker(new URL('resolver-thread.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  })
  let waiting: PromiseWithResolvers<ResolverReply> | undefined
  let failure: Error | undefined
  const fail = (cause: Error) => {
    failure ??= cause
    waiting?.reject(failure)
  }
  const onAbort = () => void worker.terminate()
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  worker.on('error', (cause) => fail(cause instanceof Error ? cause : new Error(String(cause))))
  worker.on('exit', () => fail(new Error('the thread of identity resolution has ended')))
  worker.on('message', (reply: ResolverReply) => waiting?.resolve(reply))

  const ask = async (request: ResolverRequest): Promise<ResolverReply> => {
    if (failure !== undefined) throw failure
    waiting = Promise.withResolvers()
    worker.postMessage(request)
    return await waiting.promise
  }
  return {
    take: async (page) => {
      await ask({ kind: 'page', ...page })
    },
    resolve: async () => {
      const reply = await ask({ kind: 'resolve' })
      if (reply.kind !== 'resolved') throw new Error(`the thread answered ${reply.kind}`)
      return reply.statistics
    },
    pages: async function* () {
      for (;;) {
        const reply = await ask({ kind: 'next' })
        if (reply.kind !== 'rows') return
        yield { tableName: reply.tableName, rows: reply.rows }
      }
    },
    [Symbol.asyncDispose]: async () => {
      signal.removeEventListener('abort', onAbort)
      await worker.terminate()
    },
  }
}
