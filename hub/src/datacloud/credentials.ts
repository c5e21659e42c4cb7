import { createHash } from 'node:crypto'
import type { Integration } from '../core/integration.ts'
import type { ProblemCode } from '../core/problem.ts'
import { Secret } from '../core/secret.ts'
import { coreOriginOf } from './host.ts'

/** What signs in: one app of one org. Integrations with the same app share its tokens. */
export type AppCredentials = {
  /** Equal for two integrations only when subdomain, client id and secret all are; holds no secret in clear text. */
  readonly key: string
  readonly subdomain: string
  /** `https://{subdomain}.my.salesforce.com`. */
  readonly coreOrigin: string
  readonly clientId: string
  readonly clientSecret: Secret
}

export type Connection = {
  readonly kind: 'connection'
  readonly app: AppCredentials
  /** API name of the Ingestion API connector, called the dataset id in the form. */
  readonly datasetId: string
}

export type ConnectionFault = {
  readonly kind: 'fault'
  readonly problem: ProblemCode
  readonly detail: string
}

/** Reads an integration's configuration. Spaces around a pasted value are taken off. */
export function connectionOf(integration: Integration): Connection | ConnectionFault {
  const valueOf = (name: string) => (integration.config[name] ?? '').trim()
  const subdomain = valueOf('subdomain').toLowerCase()
  const clientId = valueOf('client_id')
  const clientSecret = valueOf('client_secret')
  const datasetId = valueOf('dataset_id')
  const coreOrigin = coreOriginOf(subdomain)
  if (coreOrigin === null) {
    return fault(
      'subdomain_unknown',
      `"${subdomain}" cannot be a subdomain: enter only what stands before .my.salesforce.com.`,
    )
  }
  if (clientId === '') return fault('credentials_invalid', 'The client id is empty.')
  if (clientSecret === '') return fault('credentials_invalid', 'The client secret is empty.')
  if (datasetId === '') return fault('dataset_unknown', 'The dataset id is empty.')
  const key = createHash('sha256')
    .update(JSON.stringify([subdomain, clientId, clientSecret]))
    .digest('base64url')
  const app = { key, subdomain, coreOrigin, clientId, clientSecret: new Secret(clientSecret) }
  return { kind: 'connection', app, datasetId }
}

function fault(problem: ProblemCode, detail: string): ConnectionFault {
  return { kind: 'fault', problem, detail }
}
