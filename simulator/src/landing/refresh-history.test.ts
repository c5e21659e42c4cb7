import { expect, test } from 'vitest'
import { createManualClock } from '../platform/clock.ts'
import { emptyWritten } from './landing-counts.ts'
import { createRefreshHistory } from './refresh-history.ts'

const noon = Date.parse('2026-03-01T12:00:00.000Z')
const hourMs = 3_600_000
const dayMs = 24 * hourMs

function openHistory() {
  const clock = createManualClock(noon)
  const history = createRefreshHistory(clock)
  const land = (processedCount: number) =>
    history.addStreaming('s1', 'Upsert', {
      processedCount,
      written: { ...emptyWritten(), addedCount: processedCount - 1, problemCount: 1 },
    })
  return { clock, history, land }
}

test('streaming of one hour is one line', () => {
  const { clock, history, land } = openHistory()
  land(3)
  clock.advance(hourMs - 1)
  land(2)
  clock.advance(1)
  land(5)
  expect(history.of('s1')).toEqual([
    expect.objectContaining({ startedAtMs: noon + hourMs, processedCount: 5 }),
    {
      startedAtMs: noon,
      mode: 'Upsert',
      durationMs: hourMs - 1,
      status: 'Success',
      processedCount: 5,
      addedCount: 3,
      removedCount: 0,
      problemCount: 2,
      note: '',
    },
  ])
  expect(history.of('s2')).toEqual([])
})

test('a bulk job is a line of its own', () => {
  const { clock, history } = openHistory()
  const refresh = history.beginBulk('s1', 'Delete', 'Bulk job 1')
  expect(history.of('s1')).toMatchObject([{ status: 'In Progress', note: 'Bulk job 1' }])
  refresh.add({ processedCount: 4, written: { ...emptyWritten(), deletedCount: 3 } })
  clock.advance(1_500)
  refresh.end('')
  history.beginBulk('s1', 'Upsert', 'Bulk job 2').end('no header')
  expect(history.of('s1')).toMatchObject([
    { mode: 'Upsert', status: 'Failed', note: 'Bulk job 2: no header' },
    { mode: 'Delete', status: 'Success', durationMs: 1_500, processedCount: 4, removedCount: 3 },
  ])
})

test('a cancelled streaming run is followed by another in the same hour', () => {
  const { history, land } = openHistory()
  history.cancelStreaming('s1', 'Upsert', false)
  expect(history.of('s1')).toEqual([])
  land(2)
  history.cancelStreaming('s1', 'Upsert', false)
  land(3)
  expect(history.of('s1')).toMatchObject([
    { status: 'Success', processedCount: 3 },
    { status: 'Failed', note: 'Cancelled Task', processedCount: 2 },
  ])
})

test('a line is kept for 20 days, and as long as its stream', () => {
  const { clock, history, land } = openHistory()
  land(2)
  clock.advance(20 * dayMs)
  expect(history.of('s1')).toHaveLength(1)
  clock.advance(1)
  expect(history.of('s1')).toEqual([])
  land(2)
  history.keepOnly(new Set())
  expect(history.of('s1')).toEqual([])
})
