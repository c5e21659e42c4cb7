import { type Transferable, Worker, parentPort, workerData } from 'node:worker_threads'
import { type ErrorCode, SignalError, errorCodes } from '../core/errors.ts'

/**
 * Calls into a worker thread, typed by the object that answers them.
 *
 * Promises: calls start in the order they were made; each ends with its result or its error, a SignalError keeping its
 * code; when the worker dies, every call that waits fails, and so does every later one. Relies on: arguments and results
 * that can be cloned or transferred.
 */
export interface WorkerCalls<Methods extends MethodsOf<Methods>> extends AsyncDisposable {
  /** @param transfer buffers that move into the worker instead of being copied */
  call<Name extends keyof Methods & string>(
    method: Name,
    argument: Parameters<Methods[Name]>[0],
    transfer?: readonly Transferable[],
  ): Promise<Awaited<ReturnType<Methods[Name]>>>
}

/** What a worker can answer: methods of one argument, synchronous or not. */
export type MethodsOf<Methods> = Record<keyof Methods, (argument: never) => unknown>

/** What a worker serves, and how it ends once all calls have been answered. */
export type Served<Methods extends MethodsOf<Methods>> = {
  readonly methods: Methods
  close(): void | Promise<void>
}

/** A result whose buffers move out of the worker instead of being copied. Made by {@link transferring}. */
class Transfer<Value> {
  readonly value: Value
  readonly buffers: readonly Transferable[]

  constructor(value: Value, buffers: readonly Transferable[]) {
    this.value = value
    this.buffers = buffers
  }
}

/** Returned by a method whose result holds large buffers; the caller receives `value`. */
export function transferring<Value>(value: Value, buffers: readonly Transferable[]): Value {
  return new Transfer(value, buffers) as Value // parsed: undone by the reply, before anybody reads it
}

type Failure = {
  readonly code: ErrorCode | null
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly cause: Failure | null
}
type Call = {
  readonly kind: 'call'
  readonly id: number
  readonly method: string
  readonly argument: unknown
}
type ToWorker = Call | { readonly kind: 'close' }
type FromWorker =
  | { readonly kind: 'open' }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number | null; readonly failure: Failure }

/**
 * Serves calls in a worker's entry file, until the other side closes. `open` is given the data the worker was started
 * with; when it throws, {@link openWorkerCalls} throws the same.
 */
export async function serveCalls<Methods extends MethodsOf<Methods>>(
  open: (data: unknown) => Served<Methods> | Promise<Served<Methods>>,
): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('serveCalls is for the entry file of a worker')
  const post = (message: FromWorker, buffers: readonly Transferable[] = []) =>
    port.postMessage(message, buffers)
  let served: Served<Methods>
  try {
    served = await open(workerData)
  } catch (cause) {
    post({ kind: 'failed', id: null, failure: failureOf(cause) })
    return
  }
  const methods = new Map(Object.entries<(argument: never) => unknown>(served.methods))
  const running = new Set<Promise<void>>()

  async function answer({ id, method, argument }: Call): Promise<void> {
    try {
      const run = methods.get(method)
      if (run === undefined) throw new Error(`the worker has no method ${method}`)
      const result = await run(argument as never) // parsed: typed by WorkerCalls on the other side
      if (result instanceof Transfer)
        post({ kind: 'result', id, value: result.value }, result.buffers)
      else post({ kind: 'result', id, value: result })
    } catch (cause) {
      post({ kind: 'failed', id, failure: failureOf(cause) })
    }
  }

  async function close(): Promise<void> {
    await Promise.allSettled(running)
    try {
      await served.close()
    } catch (cause) {
      post({ kind: 'failed', id: null, failure: failureOf(cause) })
    }
    port?.close()
  }

  port.on('message', (message: ToWorker) => {
    if (message.kind === 'close') {
      void close()
      return
    }
    const run = answer(message).finally(() => running.delete(run))
    running.add(run)
  })
  post({ kind: 'open' })
}

/**
 * Starts a worker from its entry file, which must call {@link serveCalls}, and waits until it is open.
 * @param onDied called once when the worker ends without having been closed
 * @throws what the worker's `open` threw
 */
export async function openWorkerCalls<Methods extends MethodsOf<Methods>>(options: {
  readonly entry: URL
  readonly data: unknown
  readonly onDied?: (cause: Error) => void
}): Promise<WorkerCalls<Methods>> {
  const worker = new Worker(options.entry, { workerData: options.data })
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const opened = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  let callCount = 0
  let closing = false
  let death: Error | null = null
  let closeFailure: Error | null = null

  function die(cause: Error): void {
    if (death !== null) return
    death = cause
    opened.reject(cause)
    for (const call of waiting.values()) call.reject(cause)
    waiting.clear()
    if (!closing) options.onDied?.(cause)
  }

  worker.on('message', (message: FromWorker) => {
    switch (message.kind) {
      case 'open':
        opened.resolve()
        return
      case 'result':
        waiting.get(message.id)?.resolve(message.value)
        waiting.delete(message.id)
        return
      case 'failed': {
        const error = errorOf(message.failure)
        if (message.id === null) {
          opened.reject(error)
          closeFailure = error
          return
        }
        waiting.get(message.id)?.reject(error)
        waiting.delete(message.id)
      }
    }
  })
  worker.on('messageerror', (cause) => die(asError(cause)))
  worker.on('error', (cause) => die(asError(cause)))
  worker.on('exit', (code) => {
    die(new Error(closing ? 'the worker is closed' : `the worker ended with code ${code}`))
    ended.resolve()
  })
  opened.promise.catch(() => {
    closing = true
    void worker.terminate()
  })
  await opened.promise

  return {
    call(method, argument, transfer = []) {
      if (death !== null) return Promise.reject(death)
      const call = Promise.withResolvers<unknown>()
      const id = (callCount += 1)
      const message: ToWorker = { kind: 'call', id, method, argument }
      waiting.set(id, call)
      try {
        worker.postMessage(message, transfer)
      } catch (cause) {
        waiting.delete(id)
        call.reject(cause)
      }
      // The worker's entry file serves the same Methods, so its reply has the method's own result type.
      return call.promise as Promise<never> // parsed: see above
    },
    async [Symbol.asyncDispose]() {
      if (!closing && death === null) {
        closing = true
        worker.postMessage({ kind: 'close' } satisfies ToWorker)
      }
      await ended.promise
      if (closeFailure !== null) throw closeFailure
    },
  }
}

function failureOf(cause: unknown): Failure {
  const error = asError(cause)
  return {
    code: error instanceof SignalError ? error.code : null,
    name: error.name,
    message: error.message,
    stack: error.stack,
    cause: error.cause === undefined ? null : failureOf(error.cause),
  }
}

function errorOf(failure: Failure): Error {
  const options = failure.cause === null ? {} : { cause: errorOf(failure.cause) }
  const code = errorCodes.find((known) => known === failure.code)
  const error =
    code === undefined
      ? Object.assign(new Error(failure.message, options), { name: failure.name })
      : new SignalError(code, failure.message, options)
  if (failure.stack !== undefined) error.stack = failure.stack
  return error
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause), { cause })
}
