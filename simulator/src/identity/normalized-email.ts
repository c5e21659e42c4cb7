/** Domain whose addresses are compared without `.` and `+` {IRM}. */
const domainWithoutMarks = 'gmail.com'

/**
 * An e-mail address as Exact Normalized compares it {IRM}: lower case, no white space around it, no quotes, brackets and
 * the like; without `.` and `+` where the domain is gmail.com. That `. _ - + %` stay elsewhere is assumed.
 */
export function normalizedEmailOf(text: string): string {
  const address = text
    .toLowerCase()
    .trim()
    .replaceAll(/[^\p{L}\p{N}@._+%-]/gu, '')
  const at = address.lastIndexOf('@')
  if (address.slice(at + 1) !== domainWithoutMarks) return address
  return address.slice(0, at).replaceAll(/[.+]/g, '') + address.slice(at)
}
