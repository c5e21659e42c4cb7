import { SignalError } from '../../src/core/errors.ts'
import type { JournalEntry, QuarantinedEvent, SignalEvent } from '../../src/core/event.ts'
import { offsetOf, type SourceId } from '../../src/core/ids.ts'
import type { Source } from '../../src/core/source.ts'
import { createCollector, type Collector, type CollectorNeeds } from '../../src/collect/collect.ts'
import { defaultCollectLimits, type CollectLimits } from '../../src/collect/limits.ts'
import type { AppendResult, Journal } from '../../src/journal/journal.ts'
import type { Clock } from '../../src/platform/clock.ts'
import { systemClock } from '../../src/platform/clock.ts'
import { systemRandom } from '../../src/platform/random.ts'
import { createSilentTelemetry } from '../../src/telemetry/silent.ts'

/** Journal of a test: in memory, one entry per event id, and out of order when told so. */
export function createMemoryJournal() {
  const entries: JournalEntry[] = []
  const seen = new Map<string, AppendResult>()
  let failures = 0
  let storesBeforeFailing = false
  const journal: Pick<Journal, 'append'> = {
    async append(added) {
      const fails = failures > 0
      if (fails) failures -= 1
      if (fails && !storesBeforeFailing) throw new SignalError('journal.unavailable', 'asked to')
      const results = added.map(({ eventId, json }): AppendResult => {
        const before = seen.get(eventId)
        if (before !== undefined) return { kind: 'duplicate', offset: before.offset }
        entries.push(JSON.parse(json) as JournalEntry)
        const result: AppendResult = { kind: 'stored', offset: offsetOf(entries.length) }
        seen.set(eventId, result)
        return result
      })
      if (fails) throw new SignalError('journal.unavailable', 'asked to, after storing')
      return results
    },
  }
  return {
    journal,
    entries,
    events: () => entries.filter((entry): entry is SignalEvent => entry.kind === 'event'),
    quarantined: () =>
      entries.filter((entry): entry is QuarantinedEvent => entry.kind === 'quarantined'),
    /** The next appends fail; `storing` ones only after they stored, as a commit of unknown outcome may. */
    failNext(count: number, { storing = false } = {}) {
      failures = count
      storesBeforeFailing = storing
    },
  }
}

export function sourceNamed(name: string, changes: Partial<Source> = {}): Source {
  return {
    id: `pip_${name}` as SourceId,
    name,
    type: 'web',
    writeKey: `dk_test_${name}`,
    signingSecret: `secret-of-${name}`,
    domainAllowlist: [],
    enabled: true,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...changes,
  }
}

export type CollectWorld = ReturnType<typeof createMemoryJournal> & {
  readonly collector: Collector
  readonly url: string
  readonly host: string
  post(path: string, body: unknown, init?: PostOptions): Promise<Response>
}

type PostOptions = { readonly headers?: Record<string, string>; readonly key?: string | null }

type WorldOptions = {
  readonly sources?: readonly Source[]
  readonly limits?: Partial<CollectLimits>
  readonly clock?: Pick<Clock, 'now'>
  readonly needs?: Partial<CollectorNeeds>
}

/** A collector that listens on loopback, with everything around it in memory. Ends with the test that asked for it. */
export async function openCollectWorld(
  stack: AsyncDisposableStack,
  options: WorldOptions = {},
): Promise<CollectWorld> {
  const sources = options.sources ?? [sourceNamed('shop')]
  const memory = createMemoryJournal()
  const collector = createCollector({
    journal: memory.journal,
    sources: {
      byWriteKey: (key) => sources.find(({ writeKey }) => writeKey === key) ?? null,
      list: () => sources,
    },
    clock: options.clock ?? systemClock,
    random: systemRandom,
    telemetry: createSilentTelemetry(),
    limits: { ...defaultCollectLimits, ...options.limits },
    trustedProxies: [],
    browserScriptPath: '/nowhere/d.js',
    jitsuScriptPath: null,
    ...options.needs,
  })
  stack.use(collector)
  await collector.listen(0, '127.0.0.1')
  const host = `127.0.0.1:${collector.port}`
  const url = `http://${host}`
  return {
    ...memory,
    collector,
    url,
    host,
    post: (path, body, { headers = {}, key = 'dk_test_shop' } = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { ...(key === null ? {} : { 'x-write-key': key }), ...headers },
        body: bodyOf(body),
      }),
  }
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return new Uint8Array(body)
  return JSON.stringify(body)
}
