import type { CheckStep } from '../../core/check.ts'
import type { EventId } from '../../core/ids.ts'
import type { Integration as Installed } from '../../core/integration.ts'
import type { Journal } from '../../journal/journal.ts'
import { isoOf, type Clock } from '../../platform/clock.ts'
import type { Random } from '../../platform/random.ts'
import type { IntegrationStore, SourceStore } from '../../store/store.ts'
import { conflict, invalid, notFound } from '../refusal.ts'
import { route } from '../route.ts'
import { CheckReport, TestEventRequest, TestEventTaken } from './integration.ts'
import { installedIn, IntegrationPlace } from './integration-routes.ts'
import { diagnosisViewOf } from './integration-view.ts'
import { testEventOf } from './test-event.ts'

type Needs = {
  readonly store: {
    readonly integrations: Pick<IntegrationStore, 'list'>
    readonly sources: Pick<SourceStore, 'list'>
  }
  readonly journal: Pick<Journal, 'append'>
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'uuid'>
  readonly actions: {
    check(integration: Installed, signal: AbortSignal): AsyncIterable<CheckStep>
  }
}

const tag = 'integrations'

/** Calls that try an integration out: the connection check and the test event. */
export const trialRoutes = [
  route(
    {
      operationId: 'checkIntegration',
      tag,
      summary: 'Checks the connection step by step; nothing is stored in Data Cloud',
      method: 'POST',
      path: '/v1/admin/integrations/{id}/check',
      access: 'authenticated',
      params: IntegrationPlace,
      answer: { status: 200, description: 'Every step, ticked or explained.', schema: CheckReport },
    },
    async ({ params, signal }, { store, clock, actions }: Needs) => {
      const integration = await installedIn(store.integrations, params.id)
      if (integration === null) return notFound(`integration ${params.id}`)
      const steps = []
      for await (const step of actions.check(integration, signal)) {
        steps.push(stepViewOf(integration.catalogKey, step))
      }
      const passed = steps.length > 0 && steps.every((step) => step.result === 'passed')
      return { passed, checked_at: isoOf(clock.now()), steps }
    },
  ),
  route(
    {
      operationId: 'sendTestEvent',
      tag,
      summary: 'Takes in a marked test event for this integration, as if a client had sent it',
      method: 'POST',
      path: '/v1/admin/integrations/{id}/test-event',
      access: 'authenticated',
      params: IntegrationPlace,
      body: TestEventRequest,
      answer: { status: 202, description: 'Taken in durably.', schema: TestEventTaken },
      refusals: { 409: 'The integration is paused, or there is no pipeline.' },
    },
    async ({ params, body }, { store, journal, clock, random }: Needs) => {
      const integration = await installedIn(store.integrations, params.id)
      if (integration === null) return notFound(`integration ${params.id}`)
      if (!integration.enabled) {
        return conflict(
          'INTEGRATION_PAUSED',
          `"${integration.name}" is paused. Resume it, then send the test event.`,
        )
      }
      const sources = await store.sources.list()
      const source =
        body.source_id === undefined ? sources[0] : sources.find((one) => one.id === body.source_id)
      if (source === undefined && body.source_id !== undefined) {
        return invalid([
          { field: 'source_id', message: `source_id ${body.source_id} is not a pipeline.` },
        ])
      }
      if (source === undefined) {
        return conflict('PIPELINE_MISSING', 'There is no pipeline to send it from. Make one first.')
      }
      const receivedAtMs = clock.now()
      const now = isoOf(receivedAtMs)
      const eventId = `test-${random.uuid()}` as EventId // parsed: made here
      const type = body.type ?? 'track'
      const event = testEventOf({ type, eventId, sourceId: source.id, integration, now })
      await journal.append([{ eventId, receivedAtMs, json: JSON.stringify(event) }])
      return {
        event_id: eventId,
        live_event_url: `/live-events?event=${encodeURIComponent(eventId)}`,
      }
    },
  ),
]

function stepViewOf(catalogKey: string, { tookMs, ...step }: CheckStep) {
  const diagnosis = step.problem === null ? null : diagnosisViewOf(catalogKey, step.problem)
  return { ...step, took_ms: tookMs, diagnosis }
}
