/** One `@`, something before it, a domain with a dot behind it; nothing that only a quoted address could hold. */
const emailPattern = /^[^\s@"(),:;<>[\\\]]+@[^\s@"(),:;<>[\\\]]+\.[^\s@"(),:;<>[\\\].]{2,}$/

/** Longest address that mail can be sent to, in characters. Source: RFC 5321, path of 256 less its brackets. */
const emailCharsMax = 254

/**
 * An e-mail address as identity resolution should get it: trimmed and lower-case, dots and tags left alone.
 * Null when it is no plausible address, a hash for instance. Source: facts, event-api 5.1.
 */
export function emailOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const email = value.trim().toLowerCase()
  return email.length <= emailCharsMax && emailPattern.test(email) ? email : null
}
