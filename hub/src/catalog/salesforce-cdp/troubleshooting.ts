import type { Diagnosis } from '../catalog-entry.ts'

const appManager = 'Setup > App Manager > your Connected App'
const appFlow = `${appManager} > Manage > Edit Policies > Client Credentials Flow`
const ingestionApi = 'Data Cloud Setup > Ingestion API'

/** The page's own rows, word for word. Source: facts, salesforce-cdp-integration-page.txt, Troubleshooting. */
const unauthorized = {
  symptom: '401 Unauthorized',
  cause: 'Invalid client credentials',
  resolution:
    'Verify the Client ID and Client Secret in Salesforce Setup > App Manager > your Connected App',
}
const forbidden = {
  symptom: '403 Forbidden',
  cause: 'Missing OAuth scopes',
  resolution: 'Edit the Connected App and add cdp_ingest_api and api scopes',
}
const notFound = {
  symptom: '404 Not Found',
  cause: 'Incorrect subdomain or dataset ID',
  resolution:
    'Verify the subdomain from your Salesforce URL and the dataset ID in Data Cloud Setup > Ingestion API',
}
const refreshFailure = {
  symptom: 'Token refresh failure',
  cause: 'Connected App deactivated',
  resolution: 'Ensure the Connected App status is Active in Salesforce Setup > App Manager',
}
const schemaError = {
  symptom: 'Schema validation error',
  cause: 'Data format mismatch',
  resolution:
    'Ensure the event properties match the schema defined in the Data Cloud Ingestion API source',
}

/** One row for every problem there is: the page's where it has one, else by the facts (data-cloud-api 1.5, 2.2, 2.5). */
export const troubleshooting: Diagnosis[] = [
  { code: 'credentials_invalid', ...unauthorized, setup_path: appManager },
  {
    code: 'scopes_missing',
    ...forbidden,
    setup_path: `${appManager} > Edit > Selected OAuth Scopes`,
  },
  { code: 'subdomain_unknown', ...notFound, setup_path: 'Setup > My Domain' },
  { code: 'dataset_unknown', ...notFound, setup_path: ingestionApi },
  { code: 'object_unknown', ...notFound, setup_path: `${ingestionApi} > your source > Objects` },
  { code: 'token_refresh_failed', ...refreshFailure, setup_path: appManager },
  {
    code: 'flow_not_enabled',
    symptom: 'Sign-in refused: client credentials flow not enabled',
    cause: 'Client Credentials Flow is off for the app',
    resolution:
      'Enable Client Credentials Flow on the app. An External Client App needs it under Settings and again under Policies. Changes take some minutes.',
    setup_path: appFlow,
  },
  {
    code: 'run_as_user_missing',
    symptom: 'Sign-in refused: no client credentials user enabled',
    cause: 'The app has no Run As user, or it was given by e-mail address',
    resolution:
      'Set the Run As user of the Client Credentials Flow, by username, to an active user with API access. The Client Secret is not the problem.',
    setup_path: appFlow,
  },
  {
    code: 'user_not_entitled',
    symptom: 'Signed in, but Data Cloud gives no token',
    cause:
      'The Run As user is frozen, not approved for the app, or has no Data Cloud permission set',
    resolution:
      'Activate the Run As user, approve it for the app, and assign it a Data Cloud permission set',
    setup_path: 'Setup > Users > the Run As user > Permission Set Assignments',
  },
  {
    code: 'ip_restricted',
    symptom: 'Sign-in refused: ip restricted',
    cause: 'The app or the user’s profile allows other network addresses only',
    resolution:
      'Allow the address that Signal runs at, or relax IP restrictions in the app’s OAuth policies',
    setup_path: `${appManager} > Manage > Edit Policies > IP Relaxation`,
  },
  {
    code: 'login_rate_exceeded',
    symptom: 'Sign-in refused: rate limit exceeded',
    cause: 'The Run As user signed in more than 3,600 times within an hour, counting all programs',
    resolution:
      'Nothing is lost: Signal waits and goes on. Give Signal a Run As user of its own if others sign in with this one.',
    setup_path: 'Setup > Login History',
  },
  { code: 'schema_mismatch', ...schemaError, setup_path: `${ingestionApi} > your source > Schema` },
  {
    code: 'request_refused',
    symptom: '400 Bad Request',
    cause: 'Data Cloud could not read the request',
    resolution:
      'Open the record in Live Events, compare its object and fields with the schema of the Ingestion API source, and replay it',
    setup_path: ingestionApi,
  },
  {
    code: 'record_too_large',
    symptom: '413 Payload Too Large',
    cause: 'One record alone exceeds the 200 KB that a request may hold',
    resolution: 'Send less in the event’s properties, then replay the record',
    setup_path: 'Signal > Dead letters',
  },
  {
    code: 'record_unmappable',
    symptom: 'Not sent: no record could be made of the event',
    cause: 'A key would be blank, a value is nested too deep, or there are too many lines',
    resolution:
      'Read the reason on the event in Live Events, correct what the sender writes, and send it again',
    setup_path: 'Signal > Live Events',
  },
  {
    code: 'throttled',
    symptom: '429 Too Many Requests',
    cause:
      'The org’s 250 requests per second for ingestion are used up, by all its programs together',
    resolution:
      'Nothing is lost: Signal slows down and goes on. Look for other programs that ingest into this org.',
    setup_path: 'Setup > Data Cloud > Digital Wallet',
  },
  {
    code: 'salesforce_unavailable',
    symptom: '500, 502, 503 or 504',
    cause: 'Salesforce has a fault or is in maintenance',
    resolution:
      'Nothing is lost: Signal keeps trying. See status.salesforce.com for your instance.',
    setup_path: 'https://status.salesforce.com',
  },
  {
    code: 'network_unreachable',
    symptom: 'No answer',
    cause:
      'Salesforce could not be reached: no route, a firewall, a proxy, or a broken certificate chain',
    resolution:
      'Allow outgoing HTTPS from the machine that Signal runs on to *.my.salesforce.com and *.c360a.salesforce.com',
    setup_path: 'Your network’s firewall',
  },
  {
    code: 'host_not_allowed',
    symptom: 'Request stopped before it was sent',
    cause: 'The address to send to is not one of Salesforce’s own',
    resolution:
      'Verify the subdomain. If Salesforce itself named the address, report it with the text shown: Signal sends to *.my.salesforce.com and *.c360a.salesforce.com only.',
    setup_path: 'Setup > My Domain',
  },
  {
    code: 'answer_unusual',
    symptom: 'An answer that is not in Salesforce’s documentation',
    cause:
      'A proxy, a login page or a maintenance page answered instead of the API, or the API has changed',
    resolution:
      'Read the answer on the event in Live Events. Verify the subdomain, and that no proxy stands between Signal and Salesforce.',
    setup_path: 'Signal > Live Events',
  },
]
