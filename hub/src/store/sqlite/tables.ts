import type { Generated } from 'kysely'
import type { BatchId, DeadLetterId, IntegrationId, Offset } from '../../core/ids.ts'
import type { ProblemCode } from '../../core/problem.ts'
import type { AdminToken, BatchRecord, DeadLetter } from '../store.ts'

/** The tables as the migrations leave them; a column ending in `_json` is checked when it is read. */
export type Tables = {
  source: { place: Generated<number>; id: string; document_json: string; sealed_json: string }
  integration: {
    place: Generated<number>
    id: string
    document_json: string
    sealed_json: string
    deleted_at_ms: number | null
  }
  lane: { integration_id: IntegrationId; object: string; position: Offset }
  event_total: { integration_id: IntegrationId; ending: string; event_count: number }
  batch: {
    place: Generated<number>
    id: BatchId
    integration_id: IntegrationId
    object: string
    state: BatchRecord['state']
    revision: number
    body_bytes: number
    record_count: number
    first_offset: number
    last_offset: number
    offset_steps_json: string
    reasons_json: string | null
    attempts_json: string
    ended_at_ms: number
  }
  batch_stretch: { integration_id: IntegrationId; stretch: number; batch_place: number }
  dead_letter: {
    place: Generated<number>
    id: DeadLetterId
    integration_id: IntegrationId
    object: string
    event_offset: Offset
    record_key: string
    user_key: string
    record_json: string
    problem: ProblemCode
    reasons_json: string
    answer_json: string | null
    attempt_count: number
    died_at_ms: number
    state: DeadLetter['state']
  }
  access_token: {
    id: string
    name: string
    sha256: string
    kind: AdminToken['kind']
    created_at_ms: number
    expires_at_ms: number | null
  }
}
