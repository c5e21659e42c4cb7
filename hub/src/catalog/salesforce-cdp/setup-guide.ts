import type { SetupStep } from '../catalog-entry.ts'

/**
 * The page's prerequisites, its own words in `title`, `text`, `steps` and `warning`; `notes` are what practice adds.
 * Source: facts, salesforce-cdp-integration-page.txt; notes: data-cloud-api 1.1, 1.3, 4.2 and 9.
 */
export const setupGuide: SetupStep[] = [
  {
    title: 'Access your Salesforce Data Cloud account',
    text: 'Log in to Salesforce at your org’s login URL (e.g. https://your-org.my.salesforce.com). You need a Salesforce edition that includes Data Cloud (formerly Salesforce CDP). If Data Cloud is not enabled, contact your Salesforce administrator.',
    steps: [],
    warning: null,
    notes: [
      'Salesforce has called Data Cloud “Data 360” since October 2025. It is the same product.',
    ],
    setup_path: 'Setup > Data Cloud Setup Home',
    config_fields: [],
  },
  {
    title: 'Create a Connected App',
    text: 'Navigate to Setup > App Manager (search “App Manager” in Quick Find). Click New Connected App and configure. After saving, copy the Consumer Key (Client ID) and Consumer Secret (Client Secret).',
    steps: [
      'Give the app a name (e.g. “Datafly Signal”).',
      'Enable OAuth Settings.',
      'Set the callback URL (e.g. https://localhost/callback — this is not used for server-to-server but is required).',
      'Under Selected OAuth Scopes, add: cdp_ingest_api — for Data Cloud Ingestion API access; api — for general API access; refresh_token — for token refresh.',
      'Enable Client Credentials Flow under the OAuth settings.',
      'Save the Connected App.',
    ],
    warning:
      'The Consumer Secret is only shown once during creation. Copy it immediately and store it securely.',
    notes: [
      'Orgs since Spring ’26 no longer offer New Connected App: create an External Client App instead (Setup > External Client App Manager). There Client Credentials Flow must be enabled twice, under Settings and under Policies.',
      'Set a Run As user for the Client Credentials Flow: its username, not its e-mail address. The user needs API access and a Data Cloud permission set.',
      'Since Winter ’26 Salesforce ignores refresh_token in this flow and refuses an app without another scope: both cdp_ingest_api and api must be there.',
      'A new or changed app takes up to ten minutes to work everywhere. Until then Salesforce answers as if the Client ID were wrong.',
      'With “Enforce IP restrictions”, allow the address that Signal runs at.',
    ],
    setup_path: 'Setup > App Manager',
    config_fields: ['client_id', 'client_secret'],
  },
  {
    title: 'Find your Salesforce subdomain',
    text: 'Your subdomain is the first part of your Salesforce org URL. For example, if your URL is https://your-org.my.salesforce.com, the subdomain is your-org.',
    steps: [],
    warning: null,
    notes: [
      'For a sandbox it has two parts: of https://acme--uat.sandbox.my.salesforce.com it is acme--uat.sandbox.',
      'login.salesforce.com and test.salesforce.com refuse this sign-in; only the org’s own address works.',
    ],
    setup_path: 'Setup > My Domain',
    config_fields: ['subdomain'],
  },
  {
    title: 'Create a Data Cloud Ingestion API dataset',
    text: 'Navigate to Data Cloud Setup > Ingestion API. Click New to create a new Ingestion API source:',
    steps: [
      'Give it a name (e.g. “Datafly Signal Events”).',
      'Define the schema for the data you will ingest.',
      'Save and note the Dataset ID (also called the Ingestion API connector ID).',
    ],
    warning: null,
    notes: [
      'Upload the schema file of the chosen variant, from the folder hub/schema of Signal: it holds every object and field that Signal sends.',
      'Then create a data stream for each object (Data Cloud > Data Streams > New > Ingestion API), with the category, primary key and time field that the README of Signal lists for it. These cannot be changed later.',
      'A new stream answers 404 for up to half a minute.',
    ],
    setup_path: 'Data Cloud Setup > Ingestion API',
    config_fields: ['dataset_id'],
  },
]
