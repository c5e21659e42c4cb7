import { once } from 'node:events'
import { connect, Socket } from 'node:net'
import { expect, test } from 'vitest'
import {
  openingMsMax,
  openPracticeClient,
  pageViewPath,
  type PracticeClient,
} from '../testing/practice-client.ts'
import { waitFor } from './client-wait.ts'

/** Sleeps until it is woken. */
const clock = {
  now: () => 0,
  sleep: (_ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve())),
}

test('a wait ends when its client goes away, and for all that wait on one connection', async () => {
  const socket = new Socket()
  const { signal } = new AbortController()
  const waits = [1, 2, 3].map((seconds) => waitFor({ clock, signal }, socket, seconds))
  socket.destroy()
  await Promise.all(waits)
  expect(socket.listenerCount('close')).toBeLessThan(2)
  await waitFor({ clock, signal }, socket, 1)
})

test('a wait ends when the practice org closes', async () => {
  const closing = new AbortController()
  const wait = waitFor({ clock, signal: closing.signal }, new Socket(), 1)
  closing.abort()
  await wait
})

const faults = ['latency', 'late-reply', 'slow-reply', 'stalled-reply', 'slow-request'].map(
  (kind) => ({ target: 'ingest', kind, delayMs: 600_000 }),
)

/** One request for each fault, all under way: the clock of the practice org stands. */
async function openAll(client: PracticeClient): Promise<readonly Socket[]> {
  const token = await client.tenantToken()
  await client.control('PUT', 'faults', faults)
  const body = '{"data":[]}'
  const head = [
    `POST ${pageViewPath} HTTP/1.1`,
    ...['Host: 127.0.0.1', `Authorization: Bearer ${token}`, 'Content-Type: application/json'],
    `Content-Length: ${body.length}`,
  ]
  const sockets: Socket[] = []
  for (const _fault of faults) {
    const socket = connect(Number(new URL(client.url).port), '127.0.0.1')
    socket.on('error', () => undefined).resume()
    await once(socket, 'connect')
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
    sockets.push(socket)
  }
  await expect
    .poll(async () => (await client.control('GET', 'state')).json['faults'])
    .toHaveLength(0)
  return sockets
}

test(
  'clients that leave in the midst of a fault are counted, and nothing is left of them',
  async () => {
    await using client = await openPracticeClient({}, { isLakeNeeded: false })
    const cutCount = async () => {
      const { json } = await client.control('GET', 'stats')
      return (json['requestCountByStatus'] as Record<string, number>)['0'] ?? 0
    }
    for (const socket of await openAll(client)) socket.destroy()
    // A stalled reply has shown its status before.
    await expect.poll(cutCount).toBe(faults.length - 1)
  },
  openingMsMax,
)

test(
  'the practice org closes while requests are delayed',
  async () => {
    const client = await openPracticeClient({}, { isLakeNeeded: false })
    const sockets = await openAll(client)
    const closed = sockets.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
    await client[Symbol.asyncDispose]()
    await Promise.all(closed)
  },
  openingMsMax,
)
