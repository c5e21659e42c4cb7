import { offsetOf, type DeadLetterId, type IntegrationId, type Offset } from '../core/ids.ts'
import type { Integration } from '../core/integration.ts'
import { dropLane } from '../core/lane.ts'
import type { DeadLetter, LanePosition, Store } from '../store/store.ts'
import { createChunkSource } from './chunk-source.ts'
import type { DeliveryNeeds } from './delivery-needs.ts'
import { createDropLane } from './drop-lane.ts'
import { createEventTracker } from './event-tracker.ts'
import { createLane, type Lane } from './lane.ts'
import { createLaneReplay } from './replay.ts'
import { createSettler } from './settler.ts'
import { subjectOf, type MappingPlan } from './mapper.ts'

/** Batches of one engagement lane on the way at a time; their rows have keys of their own, so order does not matter. */
const engagementInFlightMax = 4

/** Batches of one profile lane on the way at a time: a user's records arrive in their order. */
const profileInFlightMax = 1

/** Letters that make batch ids unique over starts. */
const idPrefixCharCount = 10

/** All lanes of one integration while it is installed. */
export interface IntegrationRun {
  /** New entries are durable. */
  appended(): void
  /** The configuration changed: held lanes ask again at once; `enabled` pauses and resumes. */
  changed(integration: Integration): void
  /** Dead letters were marked for replay. */
  replay(): void
  /** Everything up to here is done with. */
  position(): Offset
  /** Stops; what is on the way is waited for, at most so long. */
  drain(drainMsMax: number): Promise<void>
}

export async function startIntegrationRun(
  integration: Integration,
  plan: MappingPlan,
  needs: DeliveryNeeds,
  stopping: AbortSignal,
): Promise<IntegrationRun> {
  let current = integration
  const { journal, store, mapper, clock, random, board, telemetry, onFailure } = needs
  const objects = plan.objects.map(({ name }) => name)
  const places = await placesOf([dropLane, ...objects], integration, needs)
  const placeOf = (object: string): Offset =>
    places.find((lane) => lane.object === object)?.position ?? integration.startsAfter
  const removal = new AbortController()
  const signal = AbortSignal.any([stopping, removal.signal])
  const tracker = createEventTracker({
    places,
    deadOffsets: await deadOffsetsFrom(
      leastOf(places.map(({ position }) => position)),
      store,
      integration.id,
    ),
  })
  const source = createChunkSource({
    journal,
    map: (entries) => mapper.map(subjectOf(current), entries),
  })
  const settler = createSettler({
    integrationId: integration.id,
    outcomes: store.outcomes,
    tracker,
    idlePositions,
    clock,
  })
  const send = async (object: string, body: string, within: AbortSignal) => {
    await needs.pace.take(needs.orgOf(current), within)
    return await needs.target.send(current, { object, body }, within)
  }
  const revision = () => current.revision
  const newPrefix = () => random.token(idPrefixCharCount)

  const drops = createDropLane({
    integrationId: integration.id,
    idPrefix: newPrefix(),
    position: placeOf(dropLane),
    source,
    settler,
    revision,
    board,
    clock,
    onFailure,
  })
  const lanes = plan.objects.map(({ name, category }): Lane =>
    createLane({
      key: { integrationId: integration.id, object: name },
      plan: {
        inFlightMax: category === 'Engagement' ? engagementInFlightMax : profileInFlightMax,
        lingerMs: needs.lingerMs,
        policy: needs.retryPolicy,
        idPrefix: newPrefix(),
      },
      position: placeOf(name),
      source,
      send,
      settler,
      revision,
      board,
      clock,
      random,
      telemetry,
      signal,
      onFailure,
    }),
  )
  const replays = [dropLane, ...objects].map((object) =>
    createLaneReplay({
      object,
      idPrefix: newPrefix(),
      integration: () => current,
      isEnded: tracker.isEnded,
      send,
      needs,
      signal,
    }),
  )

  function idlePositions(): readonly LanePosition[] {
    return [...lanes, { object: dropLane, idlePosition: drops.idlePosition }].flatMap((lane) => {
      const position = lane.idlePosition()
      return position === null ? [] : [{ object: lane.object, position }]
    })
  }

  function appended(): void {
    drops.appended()
    for (const lane of lanes) lane.tell({ kind: 'appended' })
  }

  function paused(isPaused: boolean): void {
    if (isPaused) drops.pause()
    else drops.resume()
    for (const lane of lanes) lane.tell({ kind: isPaused ? 'paused' : 'resumed' })
  }

  function replay(): void {
    for (const one of replays) one.look()
  }

  if (integration.enabled) appended()
  else paused(true)
  replay()

  return {
    appended,
    changed(next) {
      const wasEnabled = current.enabled
      current = next
      if (wasEnabled !== next.enabled) paused(!next.enabled)
      else for (const lane of lanes) lane.tell({ kind: 'hold-lifted' })
      replay()
    },
    replay,
    position: () => leastOf([drops.position(), ...lanes.map((lane) => lane.position())]),
    async drain(drainMsMax) {
      const isDrained = new AbortController()
      const limit = clock
        .sleep(drainMsMax, AbortSignal.any([isDrained.signal, signal]))
        .then(() => removal.abort())
      await Promise.all([drops, ...replays, ...lanes].map((part) => part.drain()))
      isDrained.abort()
      await limit
    },
  }
}

/**
 * Where each lane stands. An integration's lanes are all written down at its first start; a lane that is new to it, since
 * a later version writes to one more object, begins where the drop lane stands, and takes no older events.
 */
async function placesOf(
  objects: readonly string[],
  { id, startsAfter }: Integration,
  { store, clock }: Pick<DeliveryNeeds, 'store' | 'clock'>,
): Promise<readonly LanePosition[]> {
  const stored = await store.outcomes.lanePositions(id)
  const newPlace = stored.find(({ object }) => object === dropLane)?.position ?? startsAfter
  const missing = objects
    .filter((object) => !stored.some((lane) => lane.object === object))
    .map((object) => ({ object, position: newPlace }))
  if (missing.length > 0) {
    const events = { accepted: 0, dead: 0, dropped: {} }
    const rest = { batches: [], deadLetters: [], events, settledAtMs: clock.now() }
    await store.outcomes.settle({ integrationId: id, lanes: missing, ...rest })
  }
  return [...stored, ...missing]
}

/** Dead letters read per page. */
const deadLetterPageCountMax = 1_000

/** Events past the slowest lane that already have a dead letter: what the tracker cannot learn from positions. */
async function deadOffsetsFrom(
  from: Offset,
  store: Pick<Store, 'deadLetters'>,
  integrationId: IntegrationId,
): Promise<ReadonlySet<Offset>> {
  const offsets = new Set<Offset>()
  let after: DeadLetterId | null = null
  // Ends: each page starts after the last one of the page before.
  for (;;) {
    const page: readonly DeadLetter[] = await store.deadLetters.list({
      integrationId,
      from,
      ...(after === null ? {} : { after }),
      countMax: deadLetterPageCountMax,
    })
    for (const { offset } of page) offsets.add(offset)
    after = page.at(-1)?.id ?? null
    if (page.length < deadLetterPageCountMax) return offsets
  }
}

function leastOf(offsets: readonly Offset[]): Offset {
  return offsetOf(Math.min(...offsets))
}
