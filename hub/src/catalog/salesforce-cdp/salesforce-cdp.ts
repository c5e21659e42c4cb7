import type { CatalogEntry } from '../catalog-entry.ts'
import { configFields } from './config-fields.ts'
import { setupGuide } from './setup-guide.ts'
import { troubleshooting } from './troubleshooting.ts'

/**
 * Salesforce Data Cloud through its Ingestion API. Descriptions, steps and tables are the integration page's own words.
 * Source: facts, salesforce-cdp-integration-page.txt.
 */
export const salesforceCdp: CatalogEntry = {
  key: 'salesforce_cdp',
  name: 'Salesforce CDP',
  description:
    'Salesforce Customer Data Platform (Data Cloud) for unifying customer data, building segments, and activating audiences across the Salesforce ecosystem.',
  category: 'cdp',
  status: 'ga',
  website: 'https://www.salesforce.com/data/',
  delivery_modes: ['server_side'],
  config_fields: configFields,
  variants: [
    {
      key: 'default',
      name: 'Default',
      description:
        'One flat object for each kind of event, with names in snake_case: page views, custom events, commerce events and their lines, profiles, contact points, party identification and consent. The choice for a new Ingestion API source.',
      default_config: {},
    },
    {
      key: 'interactions_sdk',
      name: 'Interactions SDK names',
      description:
        'The objects and names of Salesforce’s own website schema (catalog, cart, order, identity and so on), for orgs that already map data of the Salesforce Interactions SDK.',
      default_config: {},
    },
  ],
  setup_guide: setupGuide,
  event_mapping: [
    {
      event: 'page',
      concept: 'Engagement event',
      notes: 'Page view data ingested as engagement events into the configured dataset',
    },
    {
      event: 'track',
      concept: 'Custom event',
      notes: 'Event name and properties ingested as records in the Data Cloud dataset',
    },
    {
      event: 'identify',
      concept: 'Individual profile update',
      notes: 'User traits ingested for identity resolution and profile unification',
    },
    {
      event: 'track (purchase)',
      concept: 'Commerce event',
      notes: 'Purchase data ingested for revenue attribution and segment building',
    },
  ],
  testing: [
    'After installing the integration, trigger a test event from your website or via the Signal event API.',
    'In Salesforce, navigate to Data Cloud > Data Explorer and query the dataset you configured to verify records were ingested.',
    'Check Data Cloud > Identity Resolution to verify the test user was matched or created.',
    'In Signal, check the Live Events view to confirm the event was delivered with a 200 response status.',
  ],
  troubleshooting,
}
