import { describe, expect, test } from 'vitest'
import { openEventQueue } from './event-queue.ts'
import type { Reply } from './send-outcome.ts'
import { batchAgeMsMax, createSender } from './sender.ts'
import { createMemoryStorage } from './storage.ts'

const ok: Reply = { status: 200, retryAfter: null }

/** A page with a network that answers what it is told, and timers that run when asked to. */
function createPage(replies: readonly (Reply | Promise<Reply>)[] = []) {
  const queue = openEventQueue({ storage: createMemoryStorage(), pageId: 'a', now: () => 0 })
  const sentIds: string[][] = []
  const leftIds: string[][] = []
  const delays: number[] = []
  let timer: (() => void) | null = null
  let next = 0
  const idsIn = (body: string): string[] =>
    (JSON.parse(body) as { batch: { messageId: string }[] }).batch.map(({ messageId }) => messageId)
  const sender = createSender({
    queue,
    writeKey: 'key',
    post: async (body) => {
      sentIds.push(idsIn(body))
      return replies[next++] ?? ok
    },
    postLeaving: async (body) => {
      leftIds.push(idsIn(body))
      return ok
    },
    now: () => 0,
    fraction: () => 0,
    schedule(work, delayMs) {
      delays.push(delayMs)
      timer = work
      return () => void (timer = null)
    },
  })
  return {
    queue,
    sender,
    sentIds,
    leftIds,
    delays,
    add(...ids: string[]) {
      for (const messageId of ids) {
        queue.push({ messageId })
        sender.wake()
      }
    },
    async runTimer() {
      const work = timer
      timer = null
      work?.()
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
    },
  }
}

describe('the sender', () => {
  test('a few events wait for company and travel together', async () => {
    const page = createPage()
    page.add('1', '2')
    expect(page.delays).toEqual([batchAgeMsMax])
    await page.runTimer()
    expect(page.sentIds).toEqual([['1', '2']])
    expect(page.queue.size).toBe(0)
  })

  test('a full batch leaves at once, the rest after it', async () => {
    const page = createPage()
    page.add(...Array.from({ length: 12 }, (_, index) => String(index)))
    expect(page.delays.at(-1)).toBe(0)
    await page.runTimer()
    await page.runTimer()
    expect(page.sentIds.map(({ length }) => length)).toEqual([10, 2])
  })

  test('a failed batch is sent again, unchanged, after the time that was named', async () => {
    const page = createPage([{ status: 503, retryAfter: '4' }])
    page.add('1')
    await page.runTimer()
    page.add('2')
    expect(page.delays.at(-1)).toBe(4_000)
    await page.runTimer()
    expect(page.sentIds).toEqual([['1'], ['1', '2']])
    expect(page.queue.size).toBe(0)
  })

  test('a refused batch is given up, and the next one is sent', async () => {
    const page = createPage([{ status: 400, retryAfter: null }])
    page.add('1')
    await page.runTimer()
    expect(page.queue.size).toBe(0)
    page.add('2')
    await page.runTimer()
    expect(page.sentIds).toEqual([['1'], ['2']])
  })

  test('a batch that is too large is sent one by one', async () => {
    const page = createPage([{ status: 413, retryAfter: null }])
    page.add('1', '2')
    await page.runTimer()
    await page.runTimer()
    await page.runTimer()
    expect(page.sentIds).toEqual([['1', '2'], ['1'], ['2']])
  })

  test('a page that is left sends what is not under way, once', async () => {
    const answer = Promise.withResolvers<Reply>()
    const page = createPage([answer.promise])
    page.add('1')
    await page.runTimer()
    page.add('2')
    page.sender.hurry()
    page.sender.hurry()
    expect(page.leftIds).toEqual([['2']])
    answer.resolve(ok)
    await page.runTimer()
    expect(page.queue.size).toBe(0)
  })

  test('a leaving page sends no more than browsers let it', () => {
    const page = createPage()
    const text = 'x'.repeat(25_000)
    for (const messageId of ['1', '2', '3']) page.queue.push({ messageId, text })
    page.sender.hurry()
    expect(page.leftIds).toEqual([['1', '2']])
    expect(page.queue.size).toBe(3)
  })
})
