/** Values as the Query API prints them, from the text that Postgres gives. */

/** As the sample of {QV2} prints it: `2026-11-23 00:00:00.000 UTC`. */
export function utcTextOf(text: string): string {
  const isUtc = !/[+-]\d\d(?::\d\d)*$/.test(text) || /\+00(?::00)?$/.test(text)
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')
  const atMs = isUtc ? Number.NaN : Date.parse(iso)
  const utc = Number.isNaN(atMs)
    ? text.replace(/\+00(?::00)?$/, '')
    : new Date(atMs).toISOString().replace('T', ' ').replace('Z', '')
  if (!/^\d/.test(utc)) return utc
  const [whole = '', fraction = ''] = utc.split('.')
  return `${whole}.${fraction.slice(0, 3).padEnd(3, '0')} UTC`
}

const scale = 18

/** With 18 fractional digits {QV1}; more are rounded, as a decimal(38,18) does. */
export function decimalTextOf(text: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === '') return text
  if (fraction.length <= scale) return `${sign}${whole}.${fraction.padEnd(scale, '0')}`
  const roundUp = fraction.charAt(scale) >= '5' ? 1n : 0n
  const digits = (BigInt(whole + fraction.slice(0, scale)) + roundUp)
    .toString()
    .padStart(scale + 1, '0')
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/** A number, or its text where a number would lose digits. */
export function integerOf(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}
