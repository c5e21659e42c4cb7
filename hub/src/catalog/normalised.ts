import type { Normalising } from './catalog-entry.ts'

/** Tidies what somebody pasted into a field, without judging it: what it cannot read it leaves as it is. */
export function normalisedOf(normalising: Normalising, value: string): string {
  const trimmed = value.trim()
  switch (normalising) {
    case 'trim':
      return trimmed
    case 'my_domain':
      return subdomainOf(trimmed)
    case 'connector_name':
      return connectorOf(trimmed)
  }
}

/** Hosts of one org, all of which begin with its My Domain. Source: facts, data-cloud-api 1.1; the rest is assumed. */
const orgHostEndings = ['.my.salesforce.com', '.lightning.force.com', '.my.salesforce-setup.com']

/** `https://Your-Org.my.salesforce.com/setup` and `your-org.lightning.force.com` are `your-org`. */
function subdomainOf(value: string): string {
  const host = value
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
  const ending = orgHostEndings.find((candidate) => host.endsWith(candidate))
  return ending === undefined ? host : host.slice(0, -ending.length)
}

/** `https://…/api/v1/ingest/sources/dataset-12345/page_view` is `dataset-12345`. */
function connectorOf(value: string): string {
  return /\/ingest\/sources\/([^/?#]+)/.exec(value)?.[1] ?? value
}
