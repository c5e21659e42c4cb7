import { expect, test } from 'vitest'
import { offsetOf, type IntegrationId } from '../core/ids.ts'
import { countHeldLanes } from './held-lanes.ts'
import { createLiveBoard, type LaneStatus } from './live-board.ts'

function status(integrationId: string, object: string, state: LaneStatus['state']): LaneStatus {
  return {
    integrationId: integrationId as IntegrationId,
    object,
    position: offsetOf(0),
    state,
    hold: null,
    inFlightCount: 0,
    lastAcceptedAtMs: null,
  }
}

test('held lanes are counted over all integrations, and no longer once they run or are forgotten', () => {
  const board = createLiveBoard()
  const counts: number[] = []
  countHeldLanes(board, (count) => counts.push(count))
  const publish = (...given: Parameters<typeof status>) =>
    board.publish({ kind: 'lane-changed', status: status(...given) })
  publish('int_a', 'page_view', 'held')
  publish('int_b', 'profile', 'held')
  publish('int_a', 'page_view', 'running')
  board.forget('int_b' as IntegrationId)
  publish('int_a', 'profile', 'running')
  expect(counts).toEqual([1, 2, 1, 0])
})
