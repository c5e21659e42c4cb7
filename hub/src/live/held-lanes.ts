import type { IntegrationId } from '../core/ids.ts'
import type { LiveBoard } from './live-board.ts'

/** Counts the lanes that are held, for the metric an operator alerts on. Returns the way to stop. */
export function countHeldLanes(
  board: Pick<LiveBoard, 'subscribe' | 'lanes'>,
  onCounted: (heldCount: number) => void,
): () => void {
  const integrations = new Set<IntegrationId>()
  return board.subscribe((signal) => {
    if (signal.kind !== 'lane-changed') return
    integrations.add(signal.status.integrationId)
    const lanes = [...integrations].flatMap((id) => board.lanes(id))
    onCounted(lanes.filter(({ state }) => state === 'held').length)
  })
}
