import { expect, test } from 'vitest'
import { SignalError } from '../core/errors.ts'
import type { FixtureMethods } from './worker-call.fixture.ts'
import { openWorkerCalls } from './worker-call.ts'

const entry = new URL('./worker-call.fixture.ts', import.meta.url)
const open = (data: unknown, onDied?: (cause: Error) => void) =>
  openWorkerCalls<FixtureMethods>({ entry, data, ...(onDied === undefined ? {} : { onDied }) })

test('a call is answered with the method’s result', async () => {
  await using calls = await open('hello')
  expect(await calls.call('greet', 'world')).toBe('hello, world')
})

test('a SignalError keeps its code and its cause on the way out of the worker', async () => {
  await using calls = await open('hello')
  const error = await calls.call('refuse', undefined).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(SignalError)
  expect(error).toMatchObject({
    code: 'journal.full',
    message: 'no room',
    cause: { message: 'disk is small' },
  })
})

test('a worker that cannot open says why', async () => {
  await expect(open(null)).rejects.toMatchObject({ code: 'config.invalid' })
})

test('buffers move in and out instead of being copied', async () => {
  await using calls = await open('hello')
  const bytes = new Uint8Array([1, 2, 3])
  expect(await calls.call('doubled', bytes, [bytes.buffer])).toEqual(new Uint8Array([2, 4, 6]))
  expect(bytes.byteLength).toBe(0)
})

test('closing waits for the calls that were made before it', async () => {
  const calls = await open('hello')
  const waiting = calls.call('wait', undefined)
  const released = calls.call('release', 'done')
  await calls[Symbol.asyncDispose]()
  expect(await waiting).toBe('done')
  await released
  await expect(calls.call('greet', 'world')).rejects.toThrow('closed')
})

test('when the worker dies, waiting and later calls fail and the death is told once', async () => {
  const deaths: Error[] = []
  const calls = await open('hello', (cause) => deaths.push(cause))
  const waiting = calls.call('wait', undefined)
  const deadly = calls.call('die', undefined)
  await expect(waiting).rejects.toThrow('planted')
  await expect(deadly).rejects.toThrow('planted')
  await expect(calls.call('greet', 'world')).rejects.toThrow('planted')
  expect(deaths).toHaveLength(1)
  await calls[Symbol.asyncDispose]()
})

test('an argument that cannot be cloned fails its own call only', async () => {
  await using calls = await open('hello')
  const unclonable: never = (() => 'x') as never
  await expect(calls.call('greet', unclonable)).rejects.toThrow('could not be cloned')
  expect(await calls.call('greet', 'again')).toBe('hello, again')
})
