import type { ConfigField } from '../catalog-entry.ts'

/**
 * One label of a My Domain, and the partition that sandboxes and the other kinds of org carry behind it. Nothing else
 * can stand in front of `.my.salesforce.com`, so no value leads a token request to another host.
 * Source: facts, data-cloud-api 1.1; the list of partitions is assumed.
 */
const subdomainPattern =
  '^[a-z0-9](?:[a-z0-9\\-]{0,61}[a-z0-9])?(?:\\.(?:sandbox|develop|scratch|demo|free|patch|trailblaze))?$'

/** The four fields of the page, in its order. */
export const configFields: ConfigField[] = [
  {
    key: 'client_id',
    label: 'Client ID',
    type: 'string',
    required: true,
    placeholder: '3MVG9...',
    help_text:
      'The OAuth 2.0 Client ID (Consumer Key) from your Connected App. Found in Setup > App Manager.',
    pattern: '^[A-Za-z0-9._\\-]+$',
    pattern_message:
      'Client ID may hold only letters, digits, dots, _ and -. Copy the Consumer Key whole, without quotes.',
    normalising: 'trim',
  },
  {
    key: 'client_secret',
    label: 'Client Secret',
    type: 'secret',
    required: true,
    placeholder: 'xxxxxxxxxxxxxxxxxxxx',
    help_text:
      'The OAuth 2.0 Client Secret (Consumer Secret) from your Connected App. It is stored encrypted and never shown again.',
    pattern: '^[!-~]+$',
    pattern_message:
      'Client Secret holds blanks or characters that no secret has. Copy the Consumer Secret whole from Setup > App Manager.',
    normalising: 'trim',
  },
  {
    key: 'subdomain',
    label: 'Subdomain',
    type: 'string',
    required: true,
    placeholder: 'your-org',
    help_text:
      'Your Salesforce org subdomain (e.g. your-org from your-org.my.salesforce.com). Leave out https:// and .my.salesforce.com; for a sandbox it ends in .sandbox.',
    pattern: subdomainPattern,
    pattern_message:
      'Subdomain must be the first part of your org’s own address, your-org of https://your-org.my.salesforce.com, or acme--uat.sandbox for a sandbox. login.salesforce.com and test.salesforce.com cannot be used.',
    normalising: 'my_domain',
  },
  {
    key: 'dataset_id',
    label: 'Dataset ID',
    type: 'string',
    required: true,
    placeholder: 'dataset-12345',
    help_text:
      'The Data Cloud Ingestion API dataset ID. Found in Data Cloud Setup > Ingestion API. Also called the connector ID: the API name of the source, without the name of an object behind it.',
    pattern: '^[A-Za-z0-9](?:[A-Za-z0-9_\\-]{0,254})$',
    pattern_message:
      'Dataset ID may hold only letters, digits, _ and -. It is the API name of the Ingestion API source, not its label.',
    normalising: 'connector_name',
  },
]
