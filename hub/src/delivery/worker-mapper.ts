import { openWorkerCalls } from '../platform/worker-call.ts'
import type { Mapper } from './mapper.ts'
import type { MapperMethods } from './mapper-worker.ts'

/**
 * Maps in a worker thread, so that a large backlog does not delay answers to clients.
 * @param onDied the thread ended by itself; the process must restart
 */
export async function openWorkerMapper(onDied: (cause: Error) => void): Promise<Mapper> {
  const calls = await openWorkerCalls<MapperMethods>({
    entry: new URL('./mapper-worker.ts', import.meta.url),
    data: null,
    onDied,
  })
  return {
    map: (subject, entries) => calls.call('map', { subject, entries }),
    [Symbol.asyncDispose]: () => calls[Symbol.asyncDispose](),
  }
}
