import { describe, expect, test } from 'vitest'
import { openEventQueue, queueCharsMax, queueCountMax, type QueuedEvent } from './event-queue.ts'
import { createMemoryStorage } from './storage.ts'

function eventOf(messageId: string, more: Record<string, unknown> = {}): QueuedEvent {
  return { messageId, ...more }
}

function idsOf(events: readonly QueuedEvent[]): readonly string[] {
  return events.map(({ messageId }) => messageId)
}

function createPages() {
  const storage = createMemoryStorage()
  let nowMs = 1_000_000
  return {
    storage,
    pass: (ms: number) => void (nowMs += ms),
    open: (pageId: string) => openEventQueue({ storage, pageId, now: () => nowMs }),
  }
}

describe('the event queue', () => {
  test('gives the oldest first and lets go of what arrived', () => {
    const queue = createPages().open('a')
    for (const id of ['1', '2', '3']) queue.push(eventOf(id))
    queue.remove(new Set(['1']))
    expect(idsOf(queue.first(10))).toEqual(['2', '3'])
    expect(idsOf(queue.first(1, new Set(['2'])))).toEqual(['3'])
  })

  test('what a page left unsent is taken over by the next one', () => {
    const pages = createPages()
    const first = pages.open('a')
    first.push(eventOf('1'))
    first.leave()
    const second = pages.open('b')
    expect(idsOf(second.first(10))).toEqual(['1'])
    second.remove(new Set(['1']))
    expect(pages.open('c').size).toBe(0)
  })

  test('the queue of a page that is still open is left alone', () => {
    const pages = createPages()
    pages.open('a').push(eventOf('1'))
    pages.pass(1_000)
    expect(pages.open('b').size).toBe(0)
  })

  test('the queue of a page that crashed is taken over after a while', () => {
    const pages = createPages()
    pages.open('a').push(eventOf('1'))
    pages.pass(60_000)
    expect(pages.open('b').size).toBe(1)
  })

  test('a damaged queue is thrown away', () => {
    const pages = createPages()
    pages.storage.setItem('_df.queue.x', '{"events":[{"no":"id"}')
    expect(pages.open('a').size).toBe(0)
    expect(pages.storage.getItem('_df.queue.x')).toBeNull()
  })

  test('keeps the newest events up to its bounds', () => {
    const queue = createPages().open('a')
    for (let id = 0; id < queueCountMax + 5; id += 1) queue.push(eventOf(String(id)))
    expect(queue.size).toBe(queueCountMax)
    expect(idsOf(queue.first(1))).toEqual(['5'])

    const text = 'x'.repeat(queueCharsMax / 3)
    const large = createPages().open('b')
    for (const id of ['1', '2', '3', '4']) large.push(eventOf(id, { text }))
    expect(idsOf(large.first(10))).toEqual(['3', '4'])
  })

  test('still works where the storage is full', () => {
    const storage = {
      ...createMemoryStorage(),
      setItem() {
        throw new Error('full')
      },
    }
    const queue = openEventQueue({ storage, pageId: 'a', now: () => 0 })
    queue.push(eventOf('1'))
    expect(queue.size).toBe(1)
  })
})
