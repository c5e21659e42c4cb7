/**
 * Which hosts may be asked. A token leaves only for these, whatever a configuration or an answer says.
 * Source: docs/specs/datacloud.md, "Hosts".
 */

const coreSuffix = '.my.salesforce.com'
/** The only valid form of a tenant's host. Source: facts, data-cloud-api 1.4 {GD}; more than one label before it {PYCDP}. */
const tenantSuffix = '.c360a.salesforce.com'

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
/**
 * `acme`, and for a sandbox or another kind of org `acme--uat.sandbox`.
 * Source: Salesforce help, My Domain URL formats; `assumed` to have at most one label more.
 */
const subdomainForm = new RegExp(`^${label}(?:\\.${label})?$`)
const hostForm = new RegExp(`^${label}(?:\\.${label})+$`)

/** `https://{subdomain}.my.salesforce.com`, or null when the subdomain cannot be one. */
export function coreOriginOf(subdomain: string): string | null {
  return subdomainForm.test(subdomain) ? `https://${subdomain}${coreSuffix}` : null
}

/**
 * The core origin that a sign-in named, or null when it is not allowed. Only a My Domain host is: a token is sent there.
 */
export function coreOriginFrom(instanceUrl: string): string | null {
  return originUnder(coreSuffix, instanceUrl)
}

/** The tenant's origin that an exchange named, with or without scheme or path, or null when it is not allowed. */
export function tenantOriginFrom(instanceUrl: string): string | null {
  return originUnder(tenantSuffix, instanceUrl)
}

function originUnder(suffix: string, instanceUrl: string): string | null {
  const url = URL.parse(instanceUrl.includes('://') ? instanceUrl : `https://${instanceUrl}`)
  if (url === null || url.protocol !== 'https:' || url.port !== '') return null
  if (url.username !== '' || url.password !== '') return null
  const isUnder = url.hostname.endsWith(suffix) && hostForm.test(url.hostname)
  return isUnder ? url.origin : null
}
