import type { HttpsState } from '../control/control-state.ts'
import { connectedAppSeeded } from '../org/connected-app.ts'

type Surroundings = {
  readonly url: string
  readonly https: HttpsState
  /** Empty: nothing is kept. */
  readonly dataDir: string
}

/** What a person needs who has just started it: where to look, what to sign in with, a first record, how to stop. */
export function guideOf({ url, https, dataDir }: Surroundings): string {
  const { clientId, clientSecret } = connectedAppSeeded
  return `
  Screens        ${url}/org/
  Demo shop      ${url}/shop/
  Control API    ${url}/practice-org/openapi.json
  Client id      ${clientId}
  Client secret  ${clientSecret}
  Connector      dataset-12345
${https.url === '' ? '' : `  Over TLS       ${https.url}, certificate ${https.certificateFile}\n`}  Kept in        ${dataDir === '' ? 'memory only; SIGNAL_PRACTICE_ORG_DATA_DIR names a folder to keep it' : dataDir}

A record, from sign-in to SQL (copy the lines into another terminal; they need jq):

  org=${url}
  core=$(curl -s $org/services/oauth2/token -d grant_type=client_credentials \\
    -d client_id=${clientId} -d client_secret=${clientSecret} | jq -r .access_token)
  token=$(curl -s $org/services/a360/token -d grant_type=urn:salesforce:grant-type:external:cdp \\
    -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \\
    --data-urlencode subject_token=$core | jq -r .access_token)
  curl $org/api/v1/ingest/sources/dataset-12345/page_view -H "Authorization: Bearer $token" \\
    -H 'Content-Type: application/json' \\
    -d '{"data":[{"event_id":"e1","event_time":"2026-03-01T11:00:00.000Z","page_url":"https://example.com/"}]}'
  sleep 1
  curl $org/api/v2/query -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \\
    -d '{"sql":"select event_id__c, page_url__c from page_view__dll"}'

Everything else is in simulator/README.md. Ctrl-C stops it.
`
}
