import { Type } from 'typebox'
import type { Registry } from 'prom-client'
import type { Journal } from '../../journal/journal.ts'
import { isoOf } from '../../platform/clock.ts'
import type { SourceStore } from '../../store/store.ts'
import { Refusal } from '../refusal.ts'
import { route } from '../route.ts'
import { Health, HubStatus } from './status.ts'

/** What the hub knows of itself, given once at start. */
export type HubFacts = {
  readonly version: string
  /** Said on every page: that Salesforce's hosts are dialled elsewhere. Null when they are not. */
  readonly banner: string | null
  /** Where clients send events; asked late, because the collector's port is known last. */
  readonly collectUrl: () => string
  /** The practice org's own pages, when it runs beside the hub. */
  readonly practiceOrgUrl?: string | null
}

type Needs = {
  readonly facts: HubFacts
  readonly startedAtMs: number
  readonly journal: Pick<Journal, 'head' | 'oldest'>
  readonly store: { readonly sources: Pick<SourceStore, 'list'> }
  readonly registry: Pick<Registry, 'metrics' | 'contentType'>
}

const tag = 'system'

export const systemRoutes = [
  route(
    {
      operationId: 'getStatus',
      tag,
      summary: 'Version, addresses, and the banner to show',
      method: 'GET',
      path: '/v1/admin/status',
      access: 'authenticated',
      answer: { status: 200, description: 'The hub.', schema: HubStatus },
    },
    async (_call, { facts, startedAtMs, journal }: Needs) => ({
      version: facts.version,
      banner: facts.banner,
      collect_url: facts.collectUrl(),
      practice_org_url: facts.practiceOrgUrl ?? null,
      started_at: isoOf(startedAtMs),
      journal: { oldest: journal.oldest(), head: journal.head() },
    }),
  ),
  route(
    {
      operationId: 'getHealth',
      tag,
      summary: 'Whether the process lives',
      method: 'GET',
      path: '/healthz',
      access: 'probe',
      answer: { status: 200, description: 'It lives.', schema: Health },
    },
    async () => ({ status: 'ok' as const }),
  ),
  route(
    {
      operationId: 'getReadiness',
      tag,
      summary: 'Whether the hub can do its work: its storage answers',
      method: 'GET',
      path: '/readyz',
      access: 'probe',
      answer: { status: 200, description: 'It can.', schema: Health },
      refusals: { 503: 'Storage does not answer.' },
    },
    async (_call, { store }: Needs) => {
      try {
        await store.sources.list()
        return { status: 'ok' as const }
      } catch {
        // An answer, not a failure: whoever probes is told, and the part that failed has said so itself.
        return new Refusal({
          status: 503,
          code: 'UNAVAILABLE',
          message: 'Storage does not answer.',
        })
      }
    },
  ),
  route(
    {
      operationId: 'getMetrics',
      tag,
      summary: 'Metrics for Prometheus; no personal data stands in them',
      method: 'GET',
      path: '/metrics',
      access: 'probe',
      answer: {
        status: 200,
        description: 'Prometheus text format.',
        schema: Type.String(),
        contentType: 'text/plain; version=0.0.4; charset=utf-8',
      },
    },
    async (_call, { registry }: Needs) => registry.metrics(),
  ),
]
