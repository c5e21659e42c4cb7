import type { TenantError } from '../http/tenant-reply.ts'
import type { QueryAnswer } from './query-runner.ts'

/** What the tenant host says when a statement gave no rows. Statuses {QV2,QV3}; 408 for a statement that was ended is assumed for V1 and V2. */
export function tenantErrorOf(answer: Exclude<QueryAnswer, { kind: 'rows' }>): TenantError {
  switch (answer.kind) {
    case 'refused':
      return { kind: 'bad-request', message: answer.message }
    case 'busy':
      return { kind: 'too-many-requests' }
    case 'ended':
      return { kind: 'request-timeout', message: answer.message }
  }
}
