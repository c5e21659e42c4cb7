/** Text that is one decimal number and nothing else: no thousands mark, no currency sign, no `0x`. */
const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i

/** Longest text read as a number, in characters: sign, 38 digits, point and exponent. */
const decimalCharsMax = 46

/**
 * Numbers from here on do not fit Data Cloud's decimal(38,18): twenty digits before the point.
 * Source: facts, data-cloud-api 5 {VAL,QV1}; that such a value is refused is assumed.
 */
const magnitudeMax = 1e20

/** A number, or text that is one. What does not fit a column of numbers is null. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return isStorable(value) ? value : null
  if (typeof value !== 'string') return null
  const digits = value.trim()
  if (digits.length > decimalCharsMax || !decimalPattern.test(digits)) return null
  const number = Number(digits)
  return isStorable(number) ? number : null
}

function isStorable(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) < magnitudeMax
}

/**
 * Decimal places kept in a number that is worked out here, so that 59.99 − 5 − 4.99 is 50 and not 50.00000000000001.
 */
const decimalPlaces = 6

export function roundedOf(value: number): number {
  const scale = 10 ** decimalPlaces
  return Math.round(value * scale) / scale
}
