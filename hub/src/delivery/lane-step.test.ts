import { expect, test } from 'vitest'
import { offsetOf, type BatchId } from '../core/ids.ts'
import type { SendOutcome } from '../core/outcome.ts'
import { recordBytesMax, requestBytesMax } from './batch-body.ts'
import type { Batch, LaneEffect, LaneInput, LanePlan, LaneRecord, LaneState } from './lane-state.ts'
import { idlePositionOf, laneStart, laneStep } from './lane-step.ts'
import { defaultRetryPolicy } from './retry-policy.ts'

const plan: LanePlan = {
  inFlightMax: 2,
  lingerMs: 200,
  policy: defaultRetryPolicy,
  idPrefix: 'test',
}
const accepted: SendOutcome = {
  kind: 'accepted',
  answer: { status: 202, body: '{"accepted":true}' },
  usual: true,
}

function refused(...refusedRecords: { index: number; reasons: string[] }[]): SendOutcome {
  return {
    kind: 'refused',
    answer: { status: 400, body: 'Bad Request' },
    problem: 'schema_mismatch',
    detail: 'JSON is properly formatted but has a mismatch with Schema.',
    refused: refusedRecords,
  }
}

function record(offset: number, over: Partial<LaneRecord> = {}): LaneRecord {
  const json = `{"event_id":"e${offset}"}`
  return {
    offset: offsetOf(offset),
    key: `e${offset}`,
    userKey: 'u',
    objects: ['page_view'],
    json,
    bytes: json.length,
    ...over,
  }
}

/** A lane under test: inputs go in one by one, effects pile up. */
function createWorld(over: Partial<LanePlan> = {}) {
  let state: LaneState = laneStart({ ...plan, ...over }, offsetOf(0))
  let nowMs = 1_000
  let settledCount = 0
  const effects: LaneEffect[] = []
  const tell = (input: LaneInput) => {
    const [next, caused] = laneStep(state, input, nowMs)
    state = next
    effects.push(...caused)
  }
  const sent = (): readonly Batch[] =>
    effects.flatMap((effect) => (effect.kind === 'send' ? [effect.batch] : []))
  return {
    tell,
    sent,
    read: (records: LaneRecord[], upTo: number, caughtUp = true) =>
      tell({ kind: 'read', read: { records, upTo: offsetOf(upTo), caughtUp } }),
    answer: (batchId: BatchId | undefined, outcome: SendOutcome, fraction = 1) => {
      if (batchId === undefined) throw new Error('no such batch was sent')
      tell({ kind: 'answered', batchId, outcome, startedAtMs: nowMs, revision: 1, fraction })
    },
    wait(ms: number) {
      nowMs += ms
      tell({ kind: 'tick' })
    },
    /** Every settlement asked for so far has been written. */
    settled() {
      const asked = effects.flatMap((effect) => (effect.kind === 'settle' ? [effect] : []))
      for (const { batches, position } of asked.slice(settledCount)) {
        settledCount += 1
        tell({ kind: 'settled', batchIds: batches.map(({ id }) => id), position })
      }
    },
    /** The clock on the wall is set back. */
    setBack(ms: number) {
      nowMs -= ms
      tell({ kind: 'tick' })
    },
    settles: () => effects.flatMap((effect) => (effect.kind === 'settle' ? [effect] : [])),
    reads: () => effects.filter((effect) => effect.kind === 'read').length,
    wakes: () => effects.flatMap((effect) => (effect.kind === 'wake' ? [effect.atMs] : [])),
    state: () => state,
    offsetsSent: () => sent().map((batch) => batch.records.map(({ offset }) => Number(offset))),
  }
}

test('a lane that starts reads after its durable place', () => {
  const world = createWorld()
  world.tell({ kind: 'appended' })
  expect(world.reads()).toBe(1)
})

test('records wait for company as long as the linger says, then leave in one request', () => {
  const world = createWorld()
  world.read([record(1), record(2)], 2)
  expect(world.sent()).toEqual([])
  expect(world.wakes()).toContain(1_200)
  world.wait(200)
  expect(world.offsetsSent()).toEqual([[1, 2]])
})

test('a batch is filled to the byte limit and no further', () => {
  const world = createWorld({ inFlightMax: 9 })
  const bytes = 50_000
  const records = [1, 2, 3, 4, 5].map((offset) => record(offset, { bytes }))
  world.read(records, 5)
  world.wait(200)
  expect(world.offsetsSent()).toEqual([
    [1, 2, 3],
    [4, 5],
  ])
  expect(3 * bytes + '{"data":[,,]}'.length).toBeLessThanOrEqual(requestBytesMax)
})

test('a record exactly as large as a request can hold is sent, one byte more is given up, uncut', () => {
  const world = createWorld()
  world.read([record(1, { bytes: recordBytesMax }), record(2, { bytes: recordBytesMax + 1 })], 2)
  expect(world.offsetsSent()).toEqual([[1]])
  world.answer(world.sent()[0]?.id, accepted)
  const [settle] = world.settles()
  expect(settle?.position).toBe(2)
  expect(settle?.batches.map((batch) => batch.dead.map(({ problem }) => problem))).toEqual([
    [],
    ['record_too_large'],
  ])
})

test('two records of one key never share a request', () => {
  const world = createWorld({ inFlightMax: 1 })
  world.read([record(1, { key: 'ann' }), record(2, { key: 'ann' }), record(3, { key: 'bob' })], 3)
  world.wait(200)
  expect(world.offsetsSent()).toEqual([[1]])
  world.answer(world.sent()[0]?.id, accepted)
  expect(world.offsetsSent()).toEqual([[1], [2, 3]])
})

test('a lane settles only what has ended at its front, also when later batches end first', () => {
  const world = createWorld()
  world.read([record(1, { bytes: 150_000 }), record(2, { bytes: 150_000 })], 7)
  world.wait(200)
  const [first, second] = world.sent()
  world.answer(second?.id, accepted)
  expect(world.settles()).toEqual([])
  world.answer(first?.id, accepted)
  expect(world.settles().map(({ position }) => position)).toEqual([7])
})

test('an event whose records stand in two batches is passed only with the second', () => {
  const world = createWorld()
  const line = (key: string) => record(1, { key, bytes: 150_000 })
  world.read([line('e1:1'), line('e1:2')], 1)
  world.wait(200)
  const [first, second] = world.sent()
  world.answer(first?.id, accepted)
  expect(world.settles()).toEqual([])
  world.answer(second?.id, accepted)
  expect(world.settles().map(({ position }) => position)).toEqual([1])
})

test('a throttled batch waits for as long as Data Cloud asked, then goes alone', () => {
  const world = createWorld()
  world.read([record(1, { bytes: 150_000 }), record(2, { bytes: 150_000 })], 2)
  world.wait(200)
  const [first, second] = world.sent()
  world.answer(second?.id, accepted)
  world.answer(first?.id, {
    kind: 'throttled',
    answer: { status: 429, body: '' },
    problem: 'throttled',
    retryAfterMs: 2_000,
  })
  world.wait(1_999)
  expect(world.sent()).toHaveLength(2)
  world.wait(1)
  expect(world.offsetsSent()).toEqual([[1], [2], [1]])
})

test('after a failed try the lane asks with one batch, and with all again once it is answered', () => {
  const world = createWorld()
  world.read([record(1, { bytes: 150_000 }), record(2, { bytes: 150_000 })], 2)
  world.wait(200)
  const failed: SendOutcome = {
    kind: 'failed',
    answer: { status: 503, body: '' },
    problem: 'salesforce_unavailable',
    detail: 'Service Unavailable',
    retryAfterMs: null,
  }
  for (const batch of world.sent()) world.answer(batch.id, failed)
  world.wait(10_000)
  expect(world.offsetsSent()).toEqual([[1], [2], [1]])
  world.answer(world.sent()[2]?.id, accepted)
  expect(world.offsetsSent()).toEqual([[1], [2], [1], [2]])
})

test('one bad record that Data Cloud names is given up and the others are sent again', () => {
  const world = createWorld()
  world.read([record(1), record(2), record(3)], 3)
  world.wait(200)
  const reasons = ['#/price: expected type: Number, found: String']
  world.answer(world.sent()[0]?.id, refused({ index: 1, reasons }))
  expect(world.offsetsSent()).toEqual([
    [1, 2, 3],
    [1, 3],
  ])
  world.answer(world.sent()[1]?.id, accepted)
  const [settle] = world.settles()
  expect(settle?.position).toBe(3)
  expect(settle?.batches.flatMap(({ dead }) => dead)).toEqual([
    { record: record(2), problem: 'schema_mismatch', reasons },
  ])
})

test('a bad record that nobody names is found by halves, and costs no other record', () => {
  const world = createWorld({ inFlightMax: 1 })
  world.read(
    [1, 2, 3, 4].map((offset) => record(offset)),
    4,
  )
  world.wait(200)
  for (let sentCount = 1; world.sent().length >= sentCount; sentCount += 1) {
    const batch = world.sent()[sentCount - 1]
    const isBad = batch?.records.some(({ offset }) => offset === 3) ?? false
    world.answer(batch?.id, isBad ? refused() : accepted)
    world.settled()
  }
  const dead = world.settles().flatMap(({ batches }) => batches.flatMap((batch) => batch.dead))
  expect(dead.map(({ record: { offset } }) => offset)).toEqual([3])
  expect(world.state().position).toBe(4)
  expect(world.state().queue).toEqual([])
})

test('a refused sign-in gives nothing up, however often it is tried', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.wait(200)
  for (let tryCount = 1; tryCount <= 50; tryCount += 1) {
    world.answer(world.sent()[tryCount - 1]?.id, {
      kind: 'unauthorised',
      answer: { status: 400, body: '{"error":"invalid_client"}' },
      problem: 'credentials_invalid',
      detail: 'invalid client credentials',
    })
    world.wait(defaultRetryPolicy.configDelayMsMax)
  }
  expect(world.sent()).toHaveLength(51)
  expect(world.settles()).toEqual([])
})

test('a mended configuration is tried at once', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.wait(200)
  world.answer(world.sent()[0]?.id, {
    kind: 'missing',
    answer: { status: 404, body: '' },
    problem: 'dataset_unknown',
    detail: 'Not Found',
  })
  expect(world.sent()).toHaveLength(1)
  world.tell({ kind: 'hold-lifted' })
  expect(world.sent()).toHaveLength(2)
})

test('a batch that Salesforce fails for longer than the retry window is given up with its reason', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.wait(200)
  const failed: SendOutcome = {
    kind: 'failed',
    answer: null,
    problem: 'network_unreachable',
    detail: 'connection reset',
    retryAfterMs: null,
  }
  world.answer(world.sent()[0]?.id, failed)
  world.wait(defaultRetryPolicy.ageMsMax + 1)
  world.answer(world.sent()[1]?.id, failed)
  const dead = world.settles().flatMap(({ batches }) => batches.flatMap((batch) => batch.dead))
  expect(dead.map(({ problem, reasons }) => [problem, reasons])).toEqual([
    ['network_unreachable', ['connection reset']],
  ])
})

test('a paused lane sends nothing and loses nothing', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.tell({ kind: 'paused' })
  world.wait(60_000)
  expect(world.sent()).toEqual([])
  world.tell({ kind: 'resumed' })
  expect(world.offsetsSent()).toEqual([[1]])
})

test('a lane that reads nothing of its own stands idle at what it has read', () => {
  const world = createWorld()
  world.read([], 40)
  expect(idlePositionOf(world.state())).toBe(40)
  world.read([record(41)], 41)
  expect(idlePositionOf(world.state())).toBeNull()
})

test('a lane reads no further ahead than it can soon send', () => {
  const world = createWorld()
  let upTo = 0
  for (let round = 0; round < 20; round += 1) {
    upTo += 1
    if (world.state().reading || round === 0)
      world.read([record(upTo, { bytes: 190_000 })], upTo, false)
  }
  expect(world.state().queue.length).toBeLessThanOrEqual(plan.inFlightMax + 2)
})

test('a batch that ended while another was being settled is settled too', () => {
  const world = createWorld({ inFlightMax: 1 })
  const big = { bytes: 90_000 }
  world.read(
    [1, 2, 3, 4].map((offset) => record(offset, big)),
    4,
  )
  world.wait(200)
  const reasons = ['bad']
  const [first] = world.sent()
  world.answer(first?.id, accepted)
  world.answer(world.sent()[1]?.id, refused({ index: 1, reasons }))
  world.answer(world.sent()[2]?.id, refused({ index: 0, reasons }))
  world.settled()
  world.settled()
  const dead = world.settles().flatMap(({ batches }) => batches.flatMap((batch) => batch.dead))
  expect(dead.map(({ record: { offset } }) => offset)).toEqual([3, 4])
  expect(world.state().position).toBe(4)
})

test('a batch that is being settled is written once, as it was', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.wait(200)
  world.answer(world.sent()[0]?.id, accepted)
  world.read([], 9)
  world.settled()
  expect(world.settles().map(({ position }) => position)).toEqual([1])
  expect(idlePositionOf(world.state())).toBe(9)
})

test('an answer to what was sent before a hold does not lift it', () => {
  const world = createWorld()
  world.read([record(1, { bytes: 150_000 }), record(2, { bytes: 150_000 })], 2)
  world.wait(200)
  const [first, second] = world.sent()
  world.answer(first?.id, {
    kind: 'throttled',
    answer: { status: 429, body: '' },
    problem: 'throttled',
    retryAfterMs: 30_000,
  })
  world.answer(second?.id, accepted)
  world.wait(29_999)
  expect(world.sent()).toHaveLength(2)
  world.wait(1)
  expect(world.offsetsSent()).toEqual([[1], [2], [1]])
})

test('batches that fail together count as one failure, and the longest wait asked for holds', () => {
  const world = createWorld()
  world.read([record(1, { bytes: 150_000 }), record(2, { bytes: 150_000 })], 2)
  world.wait(200)
  const throttled = (retryAfterMs: number | null): SendOutcome => ({
    kind: 'throttled',
    answer: { status: 429, body: '' },
    problem: 'throttled',
    retryAfterMs,
  })
  const [first, second] = world.sent()
  world.answer(first?.id, throttled(30_000))
  world.answer(second?.id, throttled(null), 0)
  expect(world.state().hold?.attemptCount).toBe(1)
  world.wait(29_999)
  expect(world.sent()).toHaveLength(2)
})

test('an answer that asks for no wait at all still gets a short one', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.wait(200)
  world.answer(world.sent()[0]?.id, {
    kind: 'throttled',
    answer: { status: 429, body: '' },
    problem: 'throttled',
    retryAfterMs: 0,
  })
  expect(world.sent()).toHaveLength(1)
})

test('a clock that is set back makes nothing wait as long again', () => {
  const world = createWorld()
  world.read([record(1)], 1)
  world.setBack(3_600_000)
  expect(world.sent()).toHaveLength(1)
})

test('a lane that is stopping is not started again by a resume', () => {
  const world = createWorld()
  world.tell({ kind: 'stopped' })
  world.tell({ kind: 'resumed' })
  world.tell({ kind: 'appended' })
  expect(world.reads()).toBe(0)
})

test('a record too large for any request is passed with the records behind it', () => {
  const world = createWorld()
  world.read([record(1, { bytes: recordBytesMax + 1 }), record(2)], 2)
  world.settled()
  world.wait(200)
  world.answer(world.sent()[0]?.id, accepted)
  world.settled()
  expect(
    world.settles().flatMap(({ batches }) => batches.flatMap((batch) => batch.dead)),
  ).toHaveLength(1)
  expect(world.state().position).toBe(2)
})
