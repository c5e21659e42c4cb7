import type { HttpsState } from '../control/control-state.ts'
import { connectedAppSeeded } from '../org/connected-app.ts'

type Surroundings = {
  readonly url: string
  readonly https: HttpsState
  /** Empty: nothing is kept. */
  readonly dataDir: string
  /** Whether a connector and its streams stand already. */
  readonly seed: 'default' | 'empty'
}

/** What a person needs who has just started it: where to look, what to sign in with, a first record, how to stop. */
export function guideOf({ url, https, dataDir, seed }: Surroundings): string {
  const { clientId, clientSecret } = connectedAppSeeded
  return `
  Screens        ${url}/org/
  Demo shop      ${url}/shop/   sends once Signal runs (npm start runs both)
  Control API    ${url}/practice-org/openapi.json
  Client id      ${clientId}
  Client secret  ${clientSecret}
  Connector      ${seed === 'empty' ? 'none yet' : 'dataset-12345'}
${https.url === '' ? '' : `  Over TLS       ${https.url}, certificate ${https.certificateFile}\n`}  Kept in        ${dataDir === '' ? 'nothing, after it stops; SIGNAL_PRACTICE_ORG_DATA_DIR names a folder' : dataDir}

${seed === 'empty' ? seedingOf(url) : recordOf(url, clientId, clientSecret)}
Everything else is in simulator/README.md. Ctrl-C stops it.
`
}

function seedingOf(url: string): string {
  return `Set it up with Signal's default schema (in another terminal), or on the screens, or by Connect REST:

  npx node hub/src/main.ts practice-org seed --url ${url}`
}

function recordOf(org: string, clientId: string, clientSecret: string): string {
  return `A record, from sign-in to SQL (copy the lines into another terminal; they need jq):

  org=${org}
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
    -d '{"sql":"select event_id__c, page_url__c from page_view__dll"}'`
}
