/** Who a core token belongs to: the identity URL and what it and the userinfo endpoint answer {IDU,UIE}. */
import type { Org } from '../org/org.ts'

export function identityUrlOf(org: Org): string {
  return `https://login.salesforce.com/id/${org.orgId}/${org.userId}`
}

type Person = { readonly org: Org; readonly username: string }

/** When the user was last edited: no client cares, so it never changes (our own). */
const modifiedAt = '2026-01-01T00:00:00Z'

/** The members that a client reads; the addresses of the APIs hold the literal `{version}`, as documented. */
export function identityOf({ org, username }: Person) {
  return {
    id: identityUrlOf(org),
    asserted_user: true,
    user_id: org.userId,
    organization_id: org.orgId,
    username,
    nick_name: nameOf(username),
    display_name: nameOf(username),
    email: username,
    email_verified: true,
    first_name: null,
    last_name: nameOf(username),
    timezone: 'Etc/UTC',
    photos: {
      picture: `https://${org.coreHost}/profilephoto/005/F`,
      thumbnail: `https://${org.coreHost}/profilephoto/005/T`,
    },
    urls: urlsOf(org),
    active: !org.app.isUserFrozen,
    user_type: org.app.userType === 'standard' ? 'STANDARD' : 'POWER_CUSTOMER_SUCCESS',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    last_modified_date: modifiedAt,
    is_app_installed: org.app.isInstalled,
  }
}

/** The same in the words of OpenID Connect. */
export function userInfoOf({ org, username }: Person) {
  const identity = identityOf({ org, username })
  return {
    sub: identity.id,
    user_id: identity.user_id,
    organization_id: identity.organization_id,
    preferred_username: username,
    nickname: identity.nick_name,
    name: identity.display_name,
    email: identity.email,
    email_verified: identity.email_verified,
    given_name: identity.first_name,
    family_name: identity.last_name,
    zoneinfo: identity.timezone,
    photos: identity.photos,
    profile: `https://${org.coreHost}/${org.userId}`,
    picture: identity.photos.picture,
    urls: identity.urls,
    active: identity.active,
    user_type: identity.user_type,
    language: identity.language,
    locale: identity.locale,
    utcOffset: identity.utcOffset,
    updated_at: identity.last_modified_date,
    is_app_installed: identity.is_app_installed,
  }
}

function urlsOf(org: Org) {
  const base = `https://${org.coreHost}`
  return {
    enterprise: `${base}/services/Soap/c/{version}/${org.orgId}`,
    metadata: `${base}/services/Soap/m/{version}/${org.orgId}`,
    partner: `${base}/services/Soap/u/{version}/${org.orgId}`,
    rest: `${base}/services/data/v{version}/`,
    sobjects: `${base}/services/data/v{version}/sobjects/`,
    search: `${base}/services/data/v{version}/search/`,
    query: `${base}/services/data/v{version}/query/`,
    profile: `${base}/${org.userId}`,
    custom_domain: base,
  }
}

function nameOf(username: string): string {
  return username.split('@')[0] ?? username
}
