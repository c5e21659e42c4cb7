import { expect, test } from 'vitest'
import { offsetOf, type IntegrationId } from '../core/ids.ts'
import { VirtualClock } from '../platform/virtual-clock.ts'
import type { Settlement } from '../store/store.ts'
import { createSettler, type LaneSettlement } from './settler.ts'

const integrationId = 'int_test' as IntegrationId

function settlementOf(object: string, position: number): LaneSettlement {
  const at = offsetOf(position)
  return {
    pass: { object, position: at, passed: [{ offset: at, objects: [object] }], dead: [] },
    batches: [],
    deadLetters: [],
  }
}

/** A store whose writes end when the test says so. */
function createWorld() {
  const writes: { settlement: Settlement; end: () => void }[] = []
  const settler = createSettler({
    integrationId,
    outcomes: {
      settle: (settlement) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        writes.push({ settlement, end: resolve })
        return promise
      },
    },
    tracker: { pass: (passes) => ({ accepted: passes.length, dead: 0, dropped: {} }) },
    idlePositions: () => [
      { object: 'page_view', position: offsetOf(1) },
      { object: 'consent_log', position: offsetOf(9) },
    ],
    clock: new VirtualClock(),
  })
  return { settler, writes }
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}

test('lanes that settle while a write runs share the next one, and none resolves before its own write', async () => {
  const { settler, writes } = createWorld()
  const done: string[] = []
  const settle = (object: string, position: number) =>
    void settler.settle(settlementOf(object, position)).then(() => done.push(object))
  settle('page_view', 5)
  await turn()
  settle('profile', 6)
  settle('custom_event', 7)
  await turn()
  expect(writes).toHaveLength(1)
  writes[0]?.end()
  await turn()
  expect(done).toEqual(['page_view'])
  expect(writes[1]?.settlement.events.accepted).toBe(2)
  writes[1]?.end()
  await turn()
  expect(done).toEqual(['page_view', 'profile', 'custom_event'])
})

test('an idle lane is written along, and never moves a lane that settled further', async () => {
  const { settler, writes } = createWorld()
  void settler.settle(settlementOf('page_view', 5))
  await turn()
  expect(writes[0]?.settlement.lanes).toEqual([
    { object: 'page_view', position: 5 },
    { object: 'consent_log', position: 9 },
  ])
})
