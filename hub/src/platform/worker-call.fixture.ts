import { SignalError } from '../core/errors.ts'
import { serveCalls, transferring } from './worker-call.ts'

/** The worker that `worker-call.test.ts` calls. */
export type FixtureMethods = ReturnType<typeof methodsOf>

function methodsOf(greeting: string) {
  const held = Promise.withResolvers<string>()
  return {
    greet: (name: string) => `${greeting}, ${name}`,
    refuse: (): never => {
      throw new SignalError('journal.full', 'no room', { cause: new Error('disk is small') })
    },
    wait: () => held.promise,
    release: (word: string) => held.resolve(word),
    doubled: (bytes: Uint8Array<ArrayBuffer>) => {
      const result = bytes.map((byte) => byte * 2)
      return transferring(result, [result.buffer])
    },
    die: () => {
      setImmediate(() => {
        throw new Error('planted')
      })
      return held.promise
    },
  }
}

await serveCalls((data) => {
  if (typeof data !== 'string') throw new SignalError('config.invalid', 'the greeting is missing')
  return { methods: methodsOf(data), close() {} }
})
